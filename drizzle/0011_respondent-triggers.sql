-- A placement is listed by its employer's survey at the end; what else is asked about it changes nothing there.
drop trigger surveys_listed on surveys;
--> statement-breakpoint
create trigger surveys_listed after insert on surveys for each row
  when (new.questionnaire = 'employer' and new.wave = 'end') execute function list_survey();
--> statement-breakpoint
drop trigger surveys_listed_anew on surveys;
--> statement-breakpoint
create trigger surveys_listed_anew after update of state, contact_id on surveys for each row
  when (new.questionnaire = 'employer' and new.wave = 'end'
    and (old.state <> new.state or old.contact_id <> new.contact_id))
  execute function list_survey();
--> statement-breakpoint
create trigger settled_outcomes_append_only before update or delete on settled_outcomes
  for each statement execute function refuse_change();
--> statement-breakpoint
create function note_stale_settled() returns trigger language plpgsql as $$
begin
  perform note_stale_month((select ended_on from placements where id = new.placement_id for share));
  return null;
end
$$;
--> statement-breakpoint
create trigger settled_outcomes_tallied after insert on settled_outcomes
  for each row execute function note_stale_settled();
