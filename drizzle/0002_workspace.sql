-- Comes with PostgreSQL and is trusted: whoever may create in the database may have it. It searches by parts of words.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "notes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"placement_id" bigint NOT NULL,
	"staff_id" text NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"written_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "notes_kind" CHECK (kind in ('note', 'no_answer'))
);
--> statement-breakpoint
CREATE TABLE "coach_letters" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "coach_letters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"staff_id" text NOT NULL,
	"week" date NOT NULL,
	"state" text NOT NULL,
	"message_id" text NOT NULL,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"send_at" timestamp(3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_attempt_at" timestamp(3) with time zone,
	"sending_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone,
	"reason" text,
	CONSTRAINT "coach_letters_messageId_unique" UNIQUE("message_id"),
	CONSTRAINT "coach_letters_one_a_week" UNIQUE("staff_id","week"),
	CONSTRAINT "coach_letters_state" CHECK (state in ('queued', 'sending', 'sent', 'failed', 'unconfirmed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "import_column_names" (
	"name" text PRIMARY KEY NOT NULL,
	"column" text NOT NULL,
	"staff_id" text NOT NULL,
	"learned_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"file_name" text NOT NULL,
	"staff_id" text,
	"uploaded_at" timestamp(3) with time zone NOT NULL,
	"state" text NOT NULL,
	"decided_at" timestamp(3) with time zone,
	"content" "bytea",
	"counts" jsonb,
	"refused_rows" jsonb,
	CONSTRAINT "imports_state" CHECK (state in ('waiting', 'stored', 'discarded')),
	CONSTRAINT "imports_decided" CHECK (("imports"."state" = 'waiting') = ("imports"."decided_at" is null)),
	CONSTRAINT "imports_content_only_while_waiting" CHECK (("imports"."state" = 'waiting') = ("imports"."content" is not null))
);
--> statement-breakpoint
CREATE TABLE "letter_schedules" (
	"version" integer PRIMARY KEY NOT NULL,
	"rules" jsonb NOT NULL,
	"staff_id" text NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "parked_forms" (
	"digest" text PRIMARY KEY NOT NULL,
	"path" text NOT NULL,
	"fields" jsonb NOT NULL,
	"parked_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "placements_unit";--> statement-breakpoint
DROP INDEX "placements_employer";--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "replaced_by_id" bigint;--> statement-breakpoint
ALTER TABLE "employers" ADD COLUMN "merged_into_id" bigint;--> statement-breakpoint
ALTER TABLE "employers" ADD COLUMN "words" text GENERATED ALWAYS AS (lower((name || ' ' || organisation_number) collate "sv-SE-x-icu")) STORED;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "employer_id" bigint;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "named_employer_id" bigint;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "status" text DEFAULT 'ongoing' NOT NULL;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "words" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "address_words" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "surveys" ADD COLUMN "withdrawal_reason" text;--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "language" text DEFAULT 'sv' NOT NULL;--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "disabled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "units" ADD COLUMN "sender_name" text;--> statement-breakpoint
ALTER TABLE "units" ADD COLUMN "languages" text[] DEFAULT '{"sv","en"}' NOT NULL;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coach_letters" ADD CONSTRAINT "coach_letters_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_column_names" ADD CONSTRAINT "import_column_names_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter_schedules" ADD CONSTRAINT "letter_schedules_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notes_placement" ON "notes" USING btree ("placement_id","written_at");--> statement-breakpoint
CREATE INDEX "coach_letters_to_send" ON "coach_letters" USING btree ("send_at") WHERE "coach_letters"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "imports_uploaded_at" ON "imports" USING btree ("uploaded_at","id");--> statement-breakpoint
CREATE INDEX "parked_forms_parked_at" ON "parked_forms" USING btree ("parked_at");--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_replaced_by_id_contacts_id_fk" FOREIGN KEY ("replaced_by_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "employers" ADD CONSTRAINT "employers_merged_into_id_employers_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."employers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_employer_id_employers_id_fk" FOREIGN KEY ("employer_id") REFERENCES "public"."employers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_named_employer_id_employers_id_fk" FOREIGN KEY ("named_employer_id") REFERENCES "public"."employers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "answers_answered_at" ON "answers" USING btree ("answered_at","id");--> statement-breakpoint
CREATE INDEX "contacts_employer" ON "contacts" USING btree ("employer_id");--> statement-breakpoint
CREATE INDEX "contacts_replaced" ON "contacts" USING btree ("replaced_by_id") WHERE "contacts"."replaced_by_id" is not null;--> statement-breakpoint
CREATE INDEX "employers_by_name" ON "employers" USING btree ("name" collate "sv-SE-x-icu","id") WHERE "employers"."merged_into_id" is null;--> statement-breakpoint
CREATE INDEX "employers_words" ON "employers" USING gin ("words" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "employers_merged" ON "employers" USING btree ("merged_into_id") WHERE "employers"."merged_into_id" is not null;--> statement-breakpoint
CREATE INDEX "events_employer" ON "events" USING btree ("employer_id","id") WHERE "events"."employer_id" is not null;--> statement-breakpoint
CREATE INDEX "placements_status_ended_on" ON "placements" USING btree ("status","ended_on","id");--> statement-breakpoint
CREATE INDEX "placements_unit_status" ON "placements" USING btree ("unit_id","status","ended_on","id");--> statement-breakpoint
CREATE INDEX "placements_coach" ON "placements" USING btree ("coach_email","status","ended_on","id");--> statement-breakpoint
CREATE INDEX "placements_planned_end" ON "placements" USING btree ("planned_end_on","id") WHERE "placements"."ended_on" is null;--> statement-breakpoint
CREATE INDEX "placements_words" ON "placements" USING gin ("words" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "placements_address_words" ON "placements" USING gin ("address_words" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "placements_named_employer" ON "placements" USING btree ("named_employer_id") WHERE "placements"."named_employer_id" is not null;--> statement-breakpoint
CREATE INDEX "placements_unit" ON "placements" USING btree ("unit_id","ended_on","id");--> statement-breakpoint
CREATE INDEX "placements_employer" ON "placements" USING btree ("employer_id","ended_on");--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_status" CHECK (status in ('phone', 'waiting', 'ongoing', 'answered', 'closed', 'not_surveyed', 'withdrawn'));--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_withdrawal_reason" CHECK (withdrawal_reason in ('not_relevant', 'employer_asked', 'participant_asked', 'mistake', 'other'));--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_withdrawn" CHECK ("surveys"."withdrawal_reason" is null or "surveys"."state" = 'withdrawn');--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_language" CHECK (language in ('sv', 'en'));