CREATE TABLE "answers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "answers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"survey_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"questionnaire_version" integer NOT NULL,
	"values" jsonb NOT NULL,
	"source" text NOT NULL,
	"staff_id" text,
	"answered_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "answers_version" UNIQUE("survey_id","version"),
	CONSTRAINT "answers_source" CHECK (source in ('link', 'phone')),
	CONSTRAINT "answers_phone_has_staff" CHECK (("answers"."source" = 'phone') = ("answers"."staff_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "contacts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"employer_id" bigint NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"language" text NOT NULL,
	"earliest_letter_at" timestamp(3) with time zone,
	"undeliverable_at" timestamp(3) with time zone,
	"undeliverable_reason" text,
	"opted_out_at" timestamp(3) with time zone,
	CONSTRAINT "contacts_language" CHECK (language in ('sv', 'en'))
);
--> statement-breakpoint
CREATE TABLE "employers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "employers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_number" text NOT NULL,
	"name" text NOT NULL,
	"sector" text NOT NULL,
	CONSTRAINT "employers_identity" UNIQUE("organisation_number","name"),
	CONSTRAINT "employers_sector" CHECK (sector in ('municipal', 'other_public', 'private', 'non_profit'))
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp(3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"kind" text NOT NULL,
	"placement_id" bigint,
	"survey_id" bigint,
	"letter_id" bigint,
	"contact_id" bigint,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "letter_surveys" (
	"letter_id" bigint NOT NULL,
	"survey_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"left_out" boolean DEFAULT false NOT NULL,
	CONSTRAINT "letter_surveys_letter_id_survey_id_pk" PRIMARY KEY("letter_id","survey_id")
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "letters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"contact_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"message_id" text NOT NULL,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"send_at" timestamp(3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_attempt_at" timestamp(3) with time zone,
	"sending_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone,
	"reason" text,
	CONSTRAINT "letters_messageId_unique" UNIQUE("message_id"),
	CONSTRAINT "letters_kind" CHECK (kind in ('invitation', 'reminder')),
	CONSTRAINT "letters_state" CHECK (state in ('queued', 'sending', 'sent', 'failed', 'unconfirmed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "participants" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "participants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" text NOT NULL,
	"initials" text NOT NULL,
	"sex" text NOT NULL,
	"birth_year" smallint,
	"email" text,
	CONSTRAINT "participants_caseId_unique" UNIQUE("case_id"),
	CONSTRAINT "participants_sex" CHECK (sex in ('woman', 'man', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "placements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "placements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" text NOT NULL,
	"participant_id" bigint NOT NULL,
	"employer_id" bigint NOT NULL,
	"contact_id" bigint NOT NULL,
	"unit_id" bigint NOT NULL,
	"coach_email" text,
	"district" text,
	"purpose" text NOT NULL,
	"workplace" text,
	"started_on" date NOT NULL,
	"planned_end_on" date,
	"ended_on" date,
	"end_reason" text,
	"funding" text NOT NULL,
	"row_digest" text NOT NULL,
	"imported_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "placements_caseId_unique" UNIQUE("case_id"),
	CONSTRAINT "placements_purpose" CHECK (purpose in ('language', 'work_training', 'employment_step')),
	CONSTRAINT "placements_funding" CHECK (funding in ('activity_grant', 'income_support', 'other', 'unknown')),
	CONSTRAINT "placements_end_reason" CHECK (end_reason in ('as_planned', 'interrupted', 'withdrawn')),
	CONSTRAINT "placements_period" CHECK ("placements"."ended_on" >= "placements"."started_on")
);
--> statement-breakpoint
CREATE TABLE "surveys" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "surveys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"placement_id" bigint NOT NULL,
	"questionnaire" text NOT NULL,
	"questionnaire_version" integer NOT NULL,
	"wave" text NOT NULL,
	"contact_id" bigint NOT NULL,
	"state" text NOT NULL,
	"opens_at" timestamp(3) with time zone,
	"closes_at" timestamp(3) with time zone,
	"next_letter_at" timestamp(3) with time zone,
	"phone_at" timestamp(3) with time zone,
	"phone_reason" text,
	"invited_at" timestamp(3) with time zone,
	"letters_sent" integer DEFAULT 0 NOT NULL,
	"handed_over_at" timestamp(3) with time zone,
	"answer_version" integer DEFAULT 0 NOT NULL,
	"link_number" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "surveys_one_per_wave" UNIQUE("placement_id","questionnaire","wave"),
	CONSTRAINT "surveys_state" CHECK (state in ('scheduled', 'open', 'phone', 'answered', 'closed', 'withdrawn')),
	CONSTRAINT "surveys_phone_reason" CHECK (phone_reason in ('no_answer', 'no_address', 'undeliverable', 'opted_out', 'wrong_person')),
	CONSTRAINT "surveys_opens" CHECK ("surveys"."state" in ('scheduled', 'withdrawn') or "surveys"."opens_at" is not null),
	CONSTRAINT "surveys_answered" CHECK ("surveys"."state" <> 'answered' or "surveys"."answer_version" > 0),
	CONSTRAINT "surveys_letters_only_while_open" CHECK ("surveys"."next_letter_at" is null or "surveys"."state" = 'open')
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" text NOT NULL,
	"unit_id" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_email_unique" UNIQUE("email"),
	CONSTRAINT "staff_role" CHECK (role in ('administrator', 'coach', 'analyst')),
	CONSTRAINT "staff_coach_has_unit" CHECK ("staff"."role" <> 'coach' or "staff"."unit_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "units_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"phone" text,
	"email" text,
	CONSTRAINT "units_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_employer_id_employers_id_fk" FOREIGN KEY ("employer_id") REFERENCES "public"."employers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_letter_id_letters_id_fk" FOREIGN KEY ("letter_id") REFERENCES "public"."letters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter_surveys" ADD CONSTRAINT "letter_surveys_letter_id_letters_id_fk" FOREIGN KEY ("letter_id") REFERENCES "public"."letters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter_surveys" ADD CONSTRAINT "letter_surveys_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_employer_id_employers_id_fk" FOREIGN KEY ("employer_id") REFERENCES "public"."employers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_staff_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_staff_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_email" ON "contacts" USING btree (lower("email")) WHERE "contacts"."email" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_without_email" ON "contacts" USING btree ("employer_id","name") WHERE "contacts"."email" is null;--> statement-breakpoint
CREATE INDEX "events_placement" ON "events" USING btree ("placement_id","id") WHERE "events"."placement_id" is not null;--> statement-breakpoint
CREATE INDEX "events_letter" ON "events" USING btree ("letter_id","id") WHERE "events"."letter_id" is not null;--> statement-breakpoint
CREATE INDEX "letter_surveys_survey" ON "letter_surveys" USING btree ("survey_id");--> statement-breakpoint
CREATE UNIQUE INDEX "letters_one_under_way" ON "letters" USING btree ("contact_id") WHERE "letters"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "letters_to_send" ON "letters" USING btree ("send_at") WHERE "letters"."state" = 'queued';--> statement-breakpoint
CREATE INDEX "letters_sending" ON "letters" USING btree ("sending_at") WHERE "letters"."state" = 'sending';--> statement-breakpoint
CREATE INDEX "placements_ended_on" ON "placements" USING btree ("ended_on","id");--> statement-breakpoint
CREATE INDEX "placements_unit" ON "placements" USING btree ("unit_id","id");--> statement-breakpoint
CREATE INDEX "placements_participant" ON "placements" USING btree ("participant_id");--> statement-breakpoint
CREATE INDEX "placements_employer" ON "placements" USING btree ("employer_id");--> statement-breakpoint
CREATE INDEX "placements_contact" ON "placements" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "surveys_to_open" ON "surveys" USING btree ("opens_at") WHERE "surveys"."state" = 'scheduled';--> statement-breakpoint
CREATE INDEX "surveys_due" ON "surveys" USING btree ("next_letter_at") WHERE "surveys"."next_letter_at" is not null;--> statement-breakpoint
CREATE INDEX "surveys_to_phone" ON "surveys" USING btree ("phone_at") WHERE "surveys"."state" = 'open';--> statement-breakpoint
CREATE INDEX "surveys_to_close" ON "surveys" USING btree ("closes_at") WHERE "surveys"."state" in ('open', 'phone');--> statement-breakpoint
CREATE INDEX "surveys_contact" ON "surveys" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "accounts_user" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verifications_identifier" ON "verifications" USING btree ("identifier");