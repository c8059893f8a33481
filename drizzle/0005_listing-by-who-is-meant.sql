-- The contact of a placement that nobody is asked about yet is the one that a coach has put in its contact's place.
create or replace function list_placement() returns trigger language plpgsql as $$
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
    where e.id = new.employer_id and p.id = new.participant_id and c.id = coalesce(asked.contact_id,
      (select coalesce(known.replaced_by_id, known.id) from contacts known where known.id = new.contact_id));
  return new;
end
$$;
--> statement-breakpoint
-- By two indexes, where an "or" would read every placement for each contact that an import changes.
create or replace function list_contact() returns trigger language plpgsql as $$
begin
  update placements set status = status where id in (
    select id from placements where contact_id in (
      select new.id union select known.id from contacts known where known.replaced_by_id = new.id)
    union select placement_id from surveys where contact_id = new.id);
  return null;
end
$$;
--> statement-breakpoint
drop trigger contacts_listed on contacts;
--> statement-breakpoint
create trigger contacts_listed after update of name, email, phone, replaced_by_id on contacts for each row
  when ((old.name, old.email, old.phone, old.replaced_by_id)
    is distinct from (new.name, new.email, new.phone, new.replaced_by_id))
  execute function list_contact();
