CREATE TABLE "answer_drafts" (
	"survey_id" bigint PRIMARY KEY NOT NULL,
	"raw" jsonb NOT NULL,
	"saved_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "districts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "districts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	CONSTRAINT "districts_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "settled_outcomes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "settled_outcomes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"placement_id" bigint NOT NULL,
	"employment" text NOT NULL,
	"staff_id" text NOT NULL,
	"settled_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "settled_outcomes_employment" CHECK (employment in ('yes', 'offered_declined', 'not_yet', 'no'))
);
--> statement-breakpoint
CREATE TABLE "short_codes" (
	"digest" text PRIMARY KEY NOT NULL,
	"survey_id" bigint NOT NULL,
	"link_number" integer NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "contacts_email";--> statement-breakpoint
ALTER TABLE "contacts" ALTER COLUMN "employer_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "surveys" ALTER COLUMN "placement_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "participant_id" bigint;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "district_id" bigint;--> statement-breakpoint
ALTER TABLE "surveys" ADD COLUMN "district_id" bigint;--> statement-breakpoint
ALTER TABLE "answer_drafts" ADD CONSTRAINT "answer_drafts_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settled_outcomes" ADD CONSTRAINT "settled_outcomes_placement_id_placements_id_fk" FOREIGN KEY ("placement_id") REFERENCES "public"."placements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settled_outcomes" ADD CONSTRAINT "settled_outcomes_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "short_codes" ADD CONSTRAINT "short_codes_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "settled_outcomes_placement" ON "settled_outcomes" USING btree ("placement_id","id");--> statement-breakpoint
CREATE INDEX "short_codes_survey" ON "short_codes" USING btree ("survey_id");--> statement-breakpoint
CREATE INDEX "short_codes_expires_at" ON "short_codes" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_district_id_districts_id_fk" FOREIGN KEY ("district_id") REFERENCES "public"."districts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_email" ON "contacts" USING btree (lower("email")) WHERE "contacts"."email" is not null and "contacts"."employer_id" is not null;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_participant" UNIQUE("participant_id");--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_district" UNIQUE("district_id");--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_one_per_period" UNIQUE("district_id","questionnaire","wave");--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_of_one" CHECK (num_nonnulls("contacts"."employer_id", "contacts"."participant_id", "contacts"."district_id") = 1);--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_about_one" CHECK (num_nonnulls("surveys"."placement_id", "surveys"."district_id") = 1);