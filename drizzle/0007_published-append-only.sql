-- A published report stays what it was; a correction is a new version. Its first version's id is known only once it is
-- there, and so is set by the database.
create trigger published_reports_append_only before update or delete on published_reports
  for each statement execute function refuse_change();
--> statement-breakpoint
create function number_published_report() returns trigger language plpgsql as $$
begin
  if new.version = 1 then
    new.report_id := new.id;
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger published_reports_numbered before insert on published_reports for each row
  execute function number_published_report();
