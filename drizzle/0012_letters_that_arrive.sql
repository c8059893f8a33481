CREATE TABLE "duties" (
	"name" text PRIMARY KEY NOT NULL,
	"done_at" timestamp(3) with time zone,
	"failed_at" timestamp(3) with time zone,
	"fault" text,
	CONSTRAINT "duties_name" CHECK (name in ('tick', 'return_mailbox'))
);
--> statement-breakpoint
CREATE TABLE "returns" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "returns_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"digest" text NOT NULL,
	"class" text NOT NULL,
	"cause" text,
	"status" text,
	"reason" text,
	"letter_id" bigint,
	"contact_id" bigint,
	"successor" text,
	"received_at" timestamp(3) with time zone NOT NULL,
	"forwarded_at" timestamp(3) with time zone,
	CONSTRAINT "returns_digest_unique" UNIQUE("digest"),
	CONSTRAINT "returns_class" CHECK (class in ('hard', 'soft', 'complaint', 'autoreply', 'delivered', 'reply', 'unknown')),
	CONSTRAINT "returns_cause" CHECK (cause in ('no_such_mailbox', 'no_such_domain', 'moved', 'unsendable', 'mailbox_full', 'mailbox_disabled', 'blocked', 'content', 'too_large', 'expired', 'network', 'server', 'other'))
);
--> statement-breakpoint
CREATE TABLE "sending_pauses" (
	"id" smallint PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"attempts" integer NOT NULL,
	"try_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "sending_pauses_one" CHECK ("sending_pauses"."id" = 1),
	CONSTRAINT "sending_pauses_cause" CHECK (cause in ('sign_in', 'tls'))
);
--> statement-breakpoint
CREATE TABLE "sending_turns" (
	"domain" text NOT NULL,
	"minute" timestamp(3) with time zone NOT NULL,
	"letters" integer NOT NULL,
	CONSTRAINT "sending_turns_domain_minute_pk" PRIMARY KEY("domain","minute")
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "undeliverable_cause" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "retried_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_letter_id_letters_id_fk" FOREIGN KEY ("letter_id") REFERENCES "public"."letters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "returns_letter" ON "returns" USING btree ("letter_id") WHERE "returns"."letter_id" is not null;--> statement-breakpoint
CREATE INDEX "returns_contact" ON "returns" USING btree ("contact_id","received_at") WHERE "returns"."contact_id" is not null;--> statement-breakpoint
CREATE INDEX "returns_received_at" ON "returns" USING btree ("received_at","id");--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_undeliverable_cause" CHECK (undeliverable_cause in ('no_such_mailbox', 'no_such_domain', 'moved', 'unsendable', 'mailbox_full', 'mailbox_disabled', 'blocked', 'content', 'too_large', 'expired', 'network', 'server', 'other'));