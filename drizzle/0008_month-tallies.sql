-- A month that has been counted (month_tallies) is counted again once something about it has changed. Triggers note it
-- in stale_months, in the transaction of the change itself, so that no writer can forget and nobody sees one without the
-- other. They are for each row, because only those can name the columns whose change matters: most updates of a survey
-- are a letter's, and are not to pay for this.

-- Notes the month of a day, once in a transaction: an import changes thousands of placements of the same few months.
-- The setting is the transaction's own, and goes back with a savepoint as the noted row does.
create function note_stale_month(day date) returns void language plpgsql as $$
declare
  stale text := to_char(day, 'YYYY-MM');
  noted text := coalesce(current_setting('survey.stale_months', true), '');
begin
  if stale is null or strpos(noted, stale) > 0 then
    return;
  end if;
  insert into stale_months (month) values (stale);
  perform set_config('survey.stale_months', noted || ' ' || stale, true);
end
$$;
--> statement-breakpoint
create function note_stale_placement() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    perform note_stale_month(old.ended_on);
  end if;
  if tg_op <> 'DELETE' then
    perform note_stale_month(new.ended_on);
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger placements_tallied after insert or delete on placements
  for each row execute function note_stale_placement();
--> statement-breakpoint
create trigger placements_tallied_anew after update of participant_id, employer_id, unit_id, district, purpose, started_on,
    ended_on, end_reason, funding on placements for each row
  when ((old.participant_id, old.employer_id, old.unit_id, old.district, old.purpose, old.started_on, old.ended_on,
      old.end_reason, old.funding)
    is distinct from (new.participant_id, new.employer_id, new.unit_id, new.district, new.purpose, new.started_on,
      new.ended_on, new.end_reason, new.funding))
  execute function note_stale_placement();
--> statement-breakpoint
-- The placement is locked: where its end is being moved at this moment, it is the new month that becomes stale.
create function note_stale_survey() returns trigger language plpgsql as $$
declare
  placement bigint := case tg_op when 'DELETE' then old.placement_id else new.placement_id end;
begin
  perform note_stale_month((select ended_on from placements where id = placement for share));
  return null;
end
$$;
--> statement-breakpoint
create trigger surveys_tallied after insert on surveys for each row
  when (new.state not in ('scheduled', 'withdrawn')) execute function note_stale_survey();
--> statement-breakpoint
create trigger surveys_untallied after delete on surveys for each row
  when (old.state not in ('scheduled', 'withdrawn')) execute function note_stale_survey();
--> statement-breakpoint
-- An answer counts from when its survey names its version. How many letters there were counts of those with an answer:
-- one may have been on its way when the answer came.
create trigger surveys_tallied_anew after update of answer_version, state, letters_sent on surveys for each row
  when (old.answer_version <> new.answer_version
    or (old.state in ('scheduled', 'withdrawn')) <> (new.state in ('scheduled', 'withdrawn'))
    or (new.answer_version > 0 and old.letters_sent <> new.letters_sent))
  execute function note_stale_survey();
--> statement-breakpoint
-- Locked for the same reason. A placement that is being made at this moment is not seen; that none is, is for the lock
-- that imports hold (lockImports), as no other writer makes placements or changes participants and employers.
create function note_stale_participant() returns trigger language plpgsql as $$
declare
  day date;
begin
  for day in select ended_on from placements where participant_id = new.id order by id for share loop
    perform note_stale_month(day);
  end loop;
  return null;
end
$$;
--> statement-breakpoint
create trigger participants_tallied_anew after update of sex on participants for each row
  when (old.sex <> new.sex) execute function note_stale_participant();
--> statement-breakpoint
create function note_stale_employer() returns trigger language plpgsql as $$
declare
  day date;
begin
  for day in select ended_on from placements where employer_id = new.id order by id for share loop
    perform note_stale_month(day);
  end loop;
  return null;
end
$$;
--> statement-breakpoint
create trigger employers_tallied_anew after update of sector on employers for each row
  when (old.sector <> new.sector) execute function note_stale_employer();
--> statement-breakpoint
-- Emptied tables: no row tells which months it was about.
create function note_stale_all() returns trigger language plpgsql as $$
begin
  insert into stale_months (month) select month from month_tallies;
  return null;
end
$$;
--> statement-breakpoint
create trigger placements_emptied after truncate on placements for each statement execute function note_stale_all();
--> statement-breakpoint
create trigger surveys_emptied after truncate on surveys for each statement execute function note_stale_all();
