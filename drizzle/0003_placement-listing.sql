-- Where a placement stands, and the words it is found by, stand in its own row, so that the list is filtered, counted and
-- searched by an index however many there are. Triggers keep them, so no writer can forget; they agree with
-- responseStatus() of the domain (tests/db/placement-listing.test.ts compares the two).
create function placement_status(end_reason text, ended_on date, survey_state text) returns text
language sql immutable as $$
  select case
    when end_reason = 'withdrawn' then 'withdrawn'
    when survey_state is not null then case survey_state
      when 'scheduled' then 'ongoing'
      when 'open' then 'waiting'
      else survey_state end
    when ended_on is null then 'ongoing'
    else 'not_surveyed' end
$$;
--> statement-breakpoint
-- The contact is the one who is asked: the survey's, once there is one.
create function list_placement() returns trigger language plpgsql as $$
declare
  asked record;
begin
  select state, contact_id into asked from surveys
    where placement_id = new.id and questionnaire = 'employer' and wave = 'end';
  new.status := placement_status(new.end_reason, new.ended_on, asked.state);
  select
      lower(concat_ws(' ', new.case_id, new.workplace, e.name, e.organisation_number, p.case_id, p.initials, c.name)
        collate "sv-SE-x-icu"),
      lower(concat_ws(' ', c.email, c.phone, regexp_replace(c.phone, '[^0-9+]', '', 'g')) collate "sv-SE-x-icu")
    into new.words, new.address_words
    from employers e, participants p, contacts c
    where e.id = new.employer_id and p.id = new.participant_id and c.id = coalesce(asked.contact_id, new.contact_id);
  return new;
end
$$;
--> statement-breakpoint
create trigger placements_listed before insert or update on placements
  for each row execute function list_placement();
--> statement-breakpoint
-- Writing a placement's row as it is has it listed anew.
create function list_survey() returns trigger language plpgsql as $$
begin
  update placements set status = status where id = new.placement_id;
  return null;
end
$$;
--> statement-breakpoint
create trigger surveys_listed after insert on surveys
  for each row execute function list_survey();
--> statement-breakpoint
create trigger surveys_listed_anew after update of state, contact_id on surveys for each row
  when (old.state <> new.state or old.contact_id <> new.contact_id) execute function list_survey();
--> statement-breakpoint
create function list_contact() returns trigger language plpgsql as $$
begin
  update placements set status = status
    where contact_id = new.id or id in (select placement_id from surveys where contact_id = new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger contacts_listed after update of name, email, phone on contacts for each row
  when ((old.name, old.email, old.phone) is distinct from (new.name, new.email, new.phone))
  execute function list_contact();
--> statement-breakpoint
create function list_participant() returns trigger language plpgsql as $$
begin
  update placements set status = status where participant_id = new.id;
  return null;
end
$$;
--> statement-breakpoint
create trigger participants_listed after update of initials on participants for each row
  when (old.initials <> new.initials) execute function list_participant();
--> statement-breakpoint
update placements set status = status;
