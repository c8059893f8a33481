-- Answers and events are never changed or removed (rule 8): what was said stays said.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
--> statement-breakpoint
create trigger answers_append_only before update or delete on answers
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger events_append_only before update or delete on events
  for each statement execute function refuse_change();
