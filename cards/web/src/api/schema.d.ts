// Written by `npm run api` from the app's OpenAPI document; a test holds it current.

export interface paths {
    "/api/ai/calibration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How well the odds held */
        get: operations["resultsCalibrationGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connections and how they are kept in step */
        get: operations["connectionsConnectionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/connections/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One connection and how far its sync is */
        get: operations["connectionsConnectionGet"];
        put?: never;
        post?: never;
        /** Disconnect a CRM; its records stay */
        delete: operations["connectionsDisconnectDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/connections/{key}/choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be read and written through a connection; asks the CRM */
        get: operations["connectionsChoicesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/connections/{key}/selection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Choose what is read and written; what is left out goes, and what is new is read */
        put: operations["connectionsChoosePut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/connections/{key}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a sync */
        post: operations["connectionsSyncPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** CRMs that can be connected in the browser, with what will be read and written and why */
        get: operations["connectorsOffersGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts by a part of their name, title or company */
        get: operations["listingContactsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/cost/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What words for many records would cost */
        get: operations["costsPreviewGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/deal-coach/{dealId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Latest insight for a deal */
        get: operations["dealCoachLatestGet"];
        put?: never;
        /** Recompute the insight for a deal */
        post: operations["dealCoachRefreshPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/deal-coach/{dealId}/actions/{actionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what was done with an action */
        post: operations["dealCoachSetActionPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/deal-coach/{dealId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of the insight for a deal, newest first */
        get: operations["dealCoachHistoryGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deals by a part of their name or company, or by their ids, last created first */
        get: operations["listingDealsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/deals/{dealId}/committee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The buying committee of a deal as of now; nothing is kept */
        get: operations["committeesCommitteeGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/deals/{dealId}/committee/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Share what the committee's card shows now, by a link that expires */
        post: operations["committeesSharePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/effectiveness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What following the advice did */
        get: operations["resultsEffectivenessGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The documents of the knowledge base */
        get: operations["knowledgeDocumentsGet"];
        put?: never;
        /** Add a document: Markdown, text, HTML, PDF or Word. The body is the file */
        post: operations["knowledgeAddPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/knowledge/{documentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One document */
        get: operations["knowledgeOneGet"];
        put?: never;
        post?: never;
        /** Remove a document; nothing of it is found any more */
        delete: operations["knowledgeRemoveDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/knowledge/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Passages that say something to a question */
        post: operations["knowledgeSearchPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/methodologies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Methodologies that can be used */
        get: operations["strategyMethodologiesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/methodologies/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at a definition without storing it */
        post: operations["strategyCheckMethodologyPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/methodology": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Use a methodology from now on */
        put: operations["strategyUseMethodologyPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models of the deal coach */
        get: operations["modelsVersionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/models/{modelId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One model */
        get: operations["modelsShowGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/models/columns/{column}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Let a column be learned from although it was refused */
        put: operations["modelsAllowPut"];
        post?: never;
        /** Leave a column to the leak guard again */
        delete: operations["modelsRefuseDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/models/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a model serve */
        post: operations["modelsUsePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Objections that were asked about, newest first */
        get: operations["objectionsHistoryGet"];
        put?: never;
        /** Read an objection and offer answers */
        post: operations["objectionsAskPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/{objectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The answers that were given to one objection */
        get: operations["objectionsOneGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/{objectionId}/responses/{responseId}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what was done with an answer of one objection; the card's link covers this */
        post: operations["objectionsFeedbackOnCardPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history as a file: one row per answer */
        get: operations["objectionsExportGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Claims and answer templates, by id */
        get: operations["libraryEntriesGet"];
        put?: never;
        /** Add an entry as a draft */
        post: operations["libraryAddPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry */
        get: operations["libraryEntryGet"];
        /** Store a new version as a draft; one that is in use stays so */
        put: operations["libraryEditPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put what is in review to use, or let what is in use hold for longer */
        post: operations["libraryApprovePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How two versions differ */
        get: operations["libraryDiffGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/expire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let what is in use be over now */
        post: operations["libraryExpirePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn down what is in review */
        post: operations["libraryRejectPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an entry out of use for good */
        post: operations["libraryRetirePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring an earlier version back: in use at once if its approval still holds, else as a draft */
        post: operations["libraryRollBackPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a draft in for review */
        post: operations["librarySubmitPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/{entryId}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions of an entry */
        get: operations["libraryVersionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is to be reviewed, or ends, soon; what has ended stands first */
        get: operations["libraryDueGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The library as a file, which can be imported again */
        get: operations["libraryExportGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in a file: all of it, or nothing */
        post: operations["libraryImportPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/library/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the library is approved */
        get: operations["libraryPolicyGet"];
        /** Say how the library is approved */
        put: operations["librarySetPolicyPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/responses/{responseId}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what was done with an answer */
        post: operations["objectionsFeedbackPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/objection-handler/variants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each answer is worth, estimated from the chances it was shown with */
        get: operations["objectionsVariantsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest persona of a contact; the first one is built when it is asked for */
        get: operations["personasLatestGet"];
        put?: never;
        /** Look at the contact's touchpoints anew */
        post: operations["personasRenewPost"];
        delete?: never;
        options?: never;
        head?: never;
        /** Overrule a trait: state it in your own words, lock it, reject it, or lift an earlier decision */
        patch: operations["personasOverridePatch"];
        trace?: never;
    };
    "/api/ai/persona/{contactId}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that is held about a contact, with its origin, other people masked */
        get: operations["accessExportShowGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the newest version of a persona may be written into the CRM, and who said so */
        get: operations["personaApprovalsApprovalGet"];
        put?: never;
        /** Let the newest version into the CRM: its note and fields are written */
        post: operations["personaApprovalsApprovePost"];
        /** Take an approval back; what waits is not written, and what was can be taken out of the CRM */
        delete: operations["personaApprovalsWithdrawDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/approval/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What approving the newest version would write now, value by value; nothing is written */
        get: operations["personaApprovalsPreviewGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/charts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for charts as of now: hours of the week, reply latency over time, channels */
        get: operations["personasChartsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one version states otherwise than another */
        get: operations["personasDiffGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/do-not-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a contact must not be profiled, and who says so */
        get: operations["doNotProfileShowGet"];
        /** Let a contact not be profiled: what was derived is erased, and nothing more of them is stored */
        put: operations["doNotProfilePutPut"];
        post?: never;
        /** Take that back; a wish in the CRM's record stays */
        delete: operations["doNotProfileDeleteDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an earlier version hold again: its statements are locked as they stood */
        post: operations["personasRollbackPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Share what the persona's card shows now, by a link that expires */
        post: operations["personasSharePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/{contactId}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of a persona, newest first */
        get: operations["personasVersionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The personas of two to four people side by side */
        get: operations["personasCompareGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two to four people side by side as one document */
        get: operations["personasComparisonGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/persona/comparison/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Share what the comparison's card shows now, by a link that expires */
        post: operations["personasShareComparisonPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/personas/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Templates of personas: ours and the workspace's own */
        get: operations["personaTemplatesTemplatesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/personas/templates/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Store a template as a new version; with a key of ours it stands in its place */
        put: operations["personaTemplatesPutPut"];
        post?: never;
        /** Take one of the workspace's own templates off; ours of that key holds again */
        delete: operations["personaTemplatesRemoveDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/personas/templates/{key}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of one of the workspace's own templates, newest first */
        get: operations["personaTemplatesVersionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/personas/visibility": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who sees which part of a persona */
        get: operations["personaSettingsVisibilityGet"];
        /** Decide who sees which part of a persona; it holds at once and is kept with its author */
        put: operations["personaSettingsSetVisibilityPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/personas/write-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How personas get into the CRM */
        get: operations["personaSettingsWriteBackGet"];
        /** Decide how personas get into the CRM: approved by a person, which is the default, or by themselves */
        put: operations["personaSettingsSetWriteBackPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prompts and their versions */
        get: operations["promptsPromptsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How two versions differ */
        get: operations["promptsDiffGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/experiment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the experiment stands */
        get: operations["promptsStandingGet"];
        put?: never;
        /** Compare two versions on real deals */
        post: operations["promptsBeginPost"];
        /** End the experiment */
        delete: operations["promptsEndDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be sent about a deal */
        post: operations["promptsPreviewPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use what was used before */
        post: operations["promptsRollbackPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use a version from now on */
        post: operations["promptsUsePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store a new version */
        post: operations["promptsSavePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/prompts/{feature}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a prompt */
        get: operations["promptsVersionGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often cards helped, as their readers said */
        get: operations["resultsRatingsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/report-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of regular reports, newest first */
        get: operations["reportSchedulesFilesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/report-files/{fileId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a regular report */
        get: operations["reportSchedulesFileGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/report-schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports that are made regularly */
        get: operations["reportSchedulesListedGet"];
        put?: never;
        /** Have a report made regularly */
        post: operations["reportSchedulesAddPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/report-schedules/{scheduleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Have a report made no longer; its files are deleted */
        delete: operations["reportSchedulesRemoveDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of report, their options and formats */
        get: operations["reportsKindsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/reports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report as a file; its options are parameters of the query */
        get: operations["reportsReportGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/strategy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The strategy in force */
        get: operations["strategyStrategyGet"];
        /** Put a strategy in force */
        put: operations["strategySetStrategyPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/strategy/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at a strategy without storing it */
        post: operations["strategyCheckStrategyPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/strategy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions of the strategy */
        get: operations["strategyVersionsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explain a cohort, or one deal beside it */
        post: operations["winLossAskPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/{subjectType}/{subjectId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest answer for a cohort or a deal */
        get: operations["winLossLatestGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/{subjectType}/{subjectId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of an answer, newest first */
        get: operations["winLossHistoryGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alert rules, oldest first */
        get: operations["alertsListedGet"];
        put?: never;
        /** Make an alert rule */
        post: operations["alertsAddPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/alerts/{ruleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One alert rule */
        get: operations["alertsSingleGet"];
        /** Replace an alert rule; what it said stays said */
        put: operations["alertsChangePut"];
        post?: never;
        /** Delete an alert rule and what it found */
        delete: operations["alertsRemoveDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/alerts/{ruleId}/fire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold the open deals against a rule now, instead of at its next time */
        post: operations["alertsFirePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/alerts/found": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What rules found, said or not, newest first */
        get: operations["alertsFoundGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/alerts/patterns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be looked for */
        get: operations["alertsPatternsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/alerts/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what a rule would find now; nothing is stored and nobody is told */
        post: operations["alertsPreviewPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/drill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** From a factor to its deals and what their records say */
        post: operations["winLossDrillPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/win-loss-analysis/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names that filters may use */
        get: operations["winLossFieldsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cards/{kind}/{recordType}/{recordId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of an insight */
        get: operations["cardsCardGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cards/{kind}/{recordType}/{recordId}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say whether a card, or one claim in it, helped */
        post: operations["cardsFeedbackPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cards/{kind}/{recordType}/{recordId}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that opens the card's page for a short time */
        post: operations["cardsLinkPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cards/{kind}/{recordType}/{recordId}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Share what a card shows now, by a link that expires */
        post: operations["sharesShareCardPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channels, oldest first */
        get: operations["channelsListedGet"];
        put?: never;
        /** Make a channel */
        post: operations["channelsAddPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{channelId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a channel */
        delete: operations["channelsRemoveDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{channelId}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch a channel on again */
        post: operations["channelsEnablePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{channelId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a notice that says nothing, at once */
        post: operations["channelsTryOutPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was written into CRMs, newest first */
        get: operations["deliveriesListedGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery */
        get: operations["deliveriesSingleGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a failed delivery again */
        post: operations["deliveriesReplayPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/{deliveryId}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back what a delivery wrote */
        post: operations["deliveriesUndoPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what would be written on a deal, without writing */
        post: operations["deliveriesDryRunPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/embed/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use a page's token up for a bearer */
        post: operations["embedExchangePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/embed/sessions/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A bearer for ten minutes more, up to eight hours after the page was opened */
        post: operations["embedRenewPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/embed/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token with which a page inside a CRM comes in, once */
        post: operations["embedTokenPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hosts/{host}/next-step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The next step of a record, for a workflow of the CRM */
        post: operations["hostsNextStepPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{jobId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a job is */
        get: operations["jobsJobGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace's API keys, without what opens */
        get: operations["keysKeysGet"];
        put?: never;
        /** Make an API key */
        post: operations["keysCreatePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let a key open nothing from now on */
        delete: operations["keysRevokeDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed since an event, for whom no WebSocket gets through */
        get: operations["livePollGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was and is to be sent to channels, newest first */
        get: operations["channelsNoticesGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notices/{noticeId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a failed notice again */
        post: operations["channelsAgainPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receipts of erasures */
        get: operations["erasuresListedGet"];
        put?: never;
        /** Forget a person everywhere */
        post: operations["erasuresForgetPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/erasures/{erasureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One receipt */
        get: operations["erasuresSingleGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/erasures/{erasureId}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody come back who has agreed again */
        post: operations["erasuresLiftPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/erasures/{erasureId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with an erasure now */
        post: operations["erasuresRetryPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in with this browser */
        get: operations["sessionSessionGet"];
        put?: never;
        /** Sign in */
        post: operations["sessionSignInPost"];
        /** Sign out */
        delete: operations["sessionSignOutDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the first admin, with the link that the program printed when it started */
        post: operations["sessionSetUpPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is and was shared, newest first */
        get: operations["sharesListedGet"];
        put?: never;
        /** Make a report and share it by a link that expires */
        post: operations["sharesShareReportPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shares/{shareId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a link back; what it showed is deleted */
        delete: operations["sharesRevokeDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace */
        get: operations["workspaceStartGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/app/{place}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace; the page itself reads what stands after /app */
        get: operations["workspacePageGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of the card page; its name changes with its content */
        get: operations["cardPageAssetGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bundle/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of the workspace; its name changes with its content */
        get: operations["workspaceBuiltGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cards/{kind}/{recordType}/{recordId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card as a page */
        get: operations["cardPagePageGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/embed/{frame}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page that a CRM shows in a frame */
        get: operations["embedPagePageGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["healthHealthzGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/{connector}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the CRM sends the browser back to */
        get: operations["installCallbackGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/{connector}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link with which an admin connects a CRM */
        post: operations["installLinkPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/install/{connector}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What will be asked of the CRM, and the way there; with an API key at once to the CRM's page */
        get: operations["installStartGet"];
        put?: never;
        /** Go to the CRM's page */
        post: operations["installGoPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["healthMetricsGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openapiOpenapiJsonGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests can be served */
        get: operations["healthReadyzGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a link shows */
        get: operations["sharedPageShowGet"];
        put?: never;
        /** What a link with a passcode shows */
        post: operations["sharedPageUnlockPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/hubspot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events of HubSpot */
        post: operations["webhooksHubspotPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/in/{connectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Webhooks of any other connection */
        post: operations["webhooksIncomingPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/salesforce/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Outbound Messages of a Salesforce org */
        post: operations["webhooksSalesforcePost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live updates over a WebSocket; the first message says who listens */
        get: operations["liveWebsocketGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Which records the objection belongs to. */
        About: {
            /** @default null */
            contact_id: string | null;
            /** @default null */
            deal_id: string | null;
        };
        /** @description Everything held about one person. */
        AccessReport: {
            computed: components["schemas"]["Computed"][];
            /** @description The contacts that are this person: connection and id; all that share an address are one person. */
            contacts: {
                [key: string]: string;
            }[];
            do_not_profile: boolean;
            /**
             * @default crm-ai/access/1
             * @constant
             */
            format: "crm-ai/access/1";
            id: string;
            /** Format: date-time */
            made_at: string;
            /** @description How many times another person was masked. */
            masked: number;
            recipients: components["schemas"]["Recipient"][];
            sections: components["schemas"]["Section"][];
            workspace: string;
        };
        /** @description One next step. `confidence` is the probability that the step helps, from statistics alone. */
        Action: {
            confidence: components["schemas"]["Estimate"];
            /** Format: date */
            due: string;
            effect: components["schemas"]["Effect"];
            evidence: string[];
            how: string;
            id: string;
            key: string;
            /** @default null */
            note: string | null;
            /**
             * @default {
             *       "at": null,
             *       "by": null,
             *       "reason": null,
             *       "reason_code": null,
             *       "state": "open",
             *       "until": null
             *     }
             */
            state: components["schemas"]["ActionState"];
            title: string;
            why: string;
        };
        /** @description Buttons. A list shows them at its items; text has none. */
        ActionsBlock: {
            /** @default [] */
            buttons: components["schemas"]["Button"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "actions";
        };
        /** @description What a person did with a recommendation. */
        ActionState: {
            /** @default null */
            at: string | null;
            /** @default null */
            by: string | null;
            /** @default null */
            reason: string | null;
            /** @default null */
            reason_code: ("not_relevant" | "already_done" | "wrong_facts" | "bad_timing" | "wont_work" | "other") | null;
            /**
             * @default open
             * @enum {string}
             */
            state: "open" | "done" | "dismissed" | "snoozed";
            /** @default null */
            until: string | null;
        };
        /** @description What a person did with an action. */
        ActionStateIn: {
            /** @description Required to dismiss: `not_relevant`, `already_done`, `wrong_facts`, `bad_timing`, `wont_work` or `other`, alone or as `code: words`; words alone count as `other`. The code changes what is suggested next. */
            reason?: string | null;
            /** @enum {string} */
            state: "open" | "done" | "dismissed" | "snoozed";
            /** @description Required to snooze; in the future. */
            until?: string | null;
        };
        /** @description One line on how to work with the contact, and the trait it follows from. */
        Advice: {
            evidence?: string[];
            text: string;
            trait: string;
        };
        /** @description Who tells that it was done: a person, the records, or both. */
        AdviceDone: {
            both: number;
            marked: number;
            observed: number;
        };
        /**
         * @description A difference in the chance to win, or that it can't be told yet.
         *
         *     `detectable` is the smallest difference that so many deals would show four times in five; `more_deals` is about how
         *     many more it takes to see one of `target`.
         */
        AdviceEffect: {
            detectable: number | null;
            more_deals: number;
            /** @description Of single actions: the part of false ones it would be told among. */
            q_value: number | null;
            /** @description Bare; mostly says which deals get the advice. */
            raw_difference: number | null;
            target: number;
            uplift: components["schemas"]["Estimate"] | null;
            /** @enum {string} */
            verdict: "helps" | "harms" | "not_told_yet" | "no_overlap";
            with: number;
            without: number;
        };
        /** @description Advice on deals by the month in which they closed. */
        AdviceMonth: {
            deals: number;
            dismissed: number;
            done: number;
            month: string;
            recommended: number;
            won: number;
        };
        /** @description One action, or advice as a whole (`all`). */
        AdviceResult: {
            /** @description How often, by reason. */
            dismissed: {
                [key: string]: number;
            };
            /** @description Done in time against not, adjusted for how the deals stood. */
            doing: components["schemas"]["AdviceEffect"];
            done: components["schemas"]["AdviceDone"];
            held_back: number;
            key: string;
            recommended: number;
            says: string;
            /** @description By lot; null where none was drawn. */
            showing: components["schemas"]["AdviceEffect"] | null;
            /** @description Not compared: the deal ended first, or it had been done before. */
            too_short: number;
        };
        /** @description What a rule found. `reason`: why it waits, or never was said; `cleared_at`: since when it no longer holds. */
        AlertOut: {
            cleared_at: string | null;
            connection: string;
            deal_id: string;
            evidence: {
                [key: string]: unknown;
            }[];
            figures: {
                [key: string]: unknown;
            };
            first_at: string | null;
            id: string;
            reason: string | null;
            rule_id: string;
            sent_at: string | null;
            state: string;
            why: string;
        };
        /**
         * @description A rule of a workspace.
         *
         *     Attributes:
         *         name: For people.
         *         pattern: Key of what is looked for.
         *         options: Its thresholds; the pattern says which there are.
         *         where: Which open deals are looked at; all, if left out.
         *         quiet: When nothing is said; what is found then waits, and is only said if it still holds.
         *         weekly_cap: Most alerts of this rule from Monday to Sunday; what is beyond waits for the next week.
         *         deliver: ``task``, or ids of channels.
         */
        AlertRule: {
            /** @default true */
            active: boolean;
            deliver: string[];
            name: string;
            options?: {
                [key: string]: unknown;
            };
            pattern: string;
            /** @default null */
            quiet: components["schemas"]["QuietHours"] | null;
            /** @default 20 */
            weekly_cap: number;
            /** @default null */
            where: (components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"]) | null;
        };
        /** @description A rule. */
        AlertRuleIn: {
            active?: boolean;
            deliver: string[];
            name: string;
            options?: {
                [key: string]: unknown;
            };
            pattern: string;
            quiet?: components["schemas"]["QuietHours"] | null;
            weekly_cap?: number;
            where?: (components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"]) | null;
        };
        /** @description A stored rule. */
        AlertRuleOut: {
            created_at: string | null;
            error: string | null;
            evaluated_at: string | null;
            id: string;
            made_by: string;
            rule: components["schemas"]["AlertRule"];
        };
        /** @description All rules, oldest first. */
        AlertRulesOut: {
            items: components["schemas"]["AlertRuleOut"][];
        };
        /** @description What rules found, newest first. */
        AlertsOut: {
            items: components["schemas"]["AlertOut"][];
        };
        /**
         * @description A closed deal near this one, and why it is near.
         *
         *     `distance` is that of contributions, in log-odds. `because` are the columns that move both alike, `unlike` those
         *     in which they differ most.
         */
        Alike: {
            because?: string[];
            /** @default null */
            closed_at: string | null;
            connection: string;
            deal_id: string;
            distance: number;
            name: string;
            /** @enum {string} */
            outcome: "won" | "lost";
            unlike?: string[];
        };
        /** @description Every one of them holds. */
        All: {
            all: (components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"])[];
        };
        /** @description Whether a column is let through, and whether that is new. */
        AllowedOut: {
            allowed: boolean;
            changed: boolean;
            column: string;
        };
        /** @description At least one of them holds. */
        AnyOf: {
            any: (components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"])[];
        };
        /** @description An approval; dates that are left out are as proposed, or the usual. */
        ApproveIn: {
            /** @description Who does it; the key's holder vouches. */
            by: string;
            expires_at?: string | null;
            note?: string;
            review_at?: string | null;
        };
        /** @description A place on an axis and what stands there. */
        AxisEnd: {
            at: number;
            label: string;
        };
        /** @description One contribution; `words` says its size for people. */
        Bar: {
            /** @default [] */
            evidence: string[];
            key: string;
            label: string;
            value: number;
            words: string;
        };
        /** @description A figure of these deals beside that of others. `unit`: ``share``, ``days``, ``money`` or a fact's. */
        Benchmark: {
            key: string;
            label: string;
            other: components["schemas"]["Estimate"];
            other_is: string;
            own: components["schemas"]["Estimate"];
            unit: string;
        };
        /** @description Sets the state of one step; `form` names the form block that asks for more first. */
        Button: {
            action_id: string;
            /** @default null */
            form: string | null;
            label: string;
            spoken: string;
            /** @enum {string} */
            state: "open" | "done" | "dismissed" | "snoozed";
        };
        /** @description Somebody does something. */
        ByIn: {
            /** @description Who does it; the key's holder vouches. */
            by: string;
        };
        /** @description How well the odds held. */
        CalibrationOut: {
            /** Format: date-time */
            as_of: string;
            /** @description By version of the model, from what it said every night. */
            models: components["schemas"]["PartOut"][];
            months: components["schemas"]["PartOut"][];
            overall: components["schemas"]["PartOut"] | null;
            stages: components["schemas"]["PartOut"][];
        };
        /**
         * @description The card document; ``docs/reference/card.md`` describes its JSON.
         *
         *     `id` is the insight's; the same insight always gives the same card.
         */
        Card: {
            /** Format: date-time */
            as_of: string;
            blocks: (components["schemas"]["ActionsBlock"] | components["schemas"]["ChangesBlock"] | components["schemas"]["ChartBlock"] | components["schemas"]["CoverageBlock"] | components["schemas"]["EvidenceBlock"] | components["schemas"]["FormBlock"] | components["schemas"]["HeadlineBlock"] | components["schemas"]["HeatmapBlock"] | components["schemas"]["ListBlock"] | components["schemas"]["MetricBlock"] | components["schemas"]["NetworkBlock"] | components["schemas"]["PlotBlock"] | components["schemas"]["QuoteBlock"] | components["schemas"]["QuotesBlock"] | components["schemas"]["RepliesBlock"] | components["schemas"]["ScorecardBlock"] | components["schemas"]["SharesBlock"] | components["schemas"]["TableBlock"] | components["schemas"]["WrittenBlock"])[];
            connection: string;
            /**
             * @default crm-ai-card/1
             * @constant
             */
            format: "crm-ai-card/1";
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            /** @enum {string} */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            title: string;
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /** @description Whether a card helped. */
        CardFeedbackIn: {
            /** @description Id of an action or key of a statement in it; empty: the whole card. */
            claim?: string;
            helpful: boolean;
            /** @description In their own words. */
            note?: string;
        };
        /** @description For whom a link is made. */
        CardLinkIn: {
            /** @description Id of the person, kept with what they do. */
            by?: string;
        };
        /** @description A link that opens one card for a short time. */
        CardLinkOut: {
            /** Format: date-time */
            expires_at: string;
            url: string;
        };
        /** @description The card document; see docs/reference/card.md for its blocks. */
        CardOut: {
            /** Format: date-time */
            as_of: string;
            blocks: {
                [key: string]: unknown;
            }[];
            format: string;
            id: string;
            kind: string;
            language: string;
            /** @enum {string} */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            title: string;
            version: number;
        } & {
            [key: string]: unknown;
        };
        /** @description What is objected to. `confidence` is how often such a reading proved right, from statistics alone. */
        Category: {
            confidence: components["schemas"]["Estimate"];
            key: string;
            /** @default  */
            quote: string;
        };
        /** @description The sum of a category's contributions, with the quotes behind the strongest of them. */
        CategoryContribution: {
            /** @enum {string} */
            category: "timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other";
            contribution: number;
            evidence?: string[];
        };
        /** @description What is different from the version before, and the evidence that caused it. */
        Change: {
            because?: string[];
            what: string;
        };
        /** @description A new version of an entry. */
        ChangedEntryIn: {
            /** @description Version this was made from; refused if another came in between. */
            base?: number | null;
            /** @description Who does it; the key's holder vouches. */
            by: string;
            content: components["schemas"]["ClaimContent"] | components["schemas"]["TemplateContent"];
            expires_at?: string | null;
            note?: string;
            /** @description Who looks after it; left out: whoever writes it. */
            owner?: string | null;
            /** @description Proposed; whoever approves may say otherwise. */
            review_at?: string | null;
        };
        /** @description One difference and the evidence that caused it. */
        ChangeItem: {
            /** @default [] */
            because: string[];
            what: string;
        };
        /** @description Differences from the last version. */
        ChangesBlock: {
            /** @default [] */
            items: components["schemas"]["ChangeItem"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "changes";
            /** @default What changed */
            title: string;
        };
        /** @description A new channel: `url` of a webhook, or `to` of e-mail. */
        ChannelIn: {
            /** @enum {string} */
            kind: "webhook" | "email";
            name: string;
            to?: string[];
            url?: string | null;
        };
        /** @description A channel. */
        ChannelOut: {
            created_at: string | null;
            disabled_reason: string | null;
            failing_since: string | null;
            id: string;
            kind: string;
            made_by: string;
            name: string;
            on: boolean;
            to: string[];
        };
        /** @description All channels, oldest first. */
        ChannelsOut: {
            items: components["schemas"]["ChannelOut"][];
        };
        /** @description One channel: how often we tried it, how often that was responded to, how often they began there themselves. */
        ChannelUse: {
            began: number;
            channel: string;
            responded: number;
            tried: number;
        };
        /** @description Bars to the left and right of zero, strongest first. `unit` names what `value` counts. */
        ChartBlock: {
            /** @default [] */
            bars: components["schemas"]["Bar"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "chart";
            /** @default [] */
            notes: string[];
            /** @default null */
            shown: number | null;
            title: string;
            unit: string;
        };
        /** @description It can be used. */
        CheckedOut: {
            document: {
                [key: string]: unknown;
            };
        };
        /** @description One thing the app can't work without. */
        CheckOut: {
            detail: string;
            ok: boolean;
        };
        /** @description Something to choose: the name it goes by, and what people call it. */
        ChoiceOut: {
            label: string;
            name: string;
        };
        /** @description What can be read and written through a connection, and what is. */
        ChoicesOut: {
            /** @description Deal fields that the CRM's admins made. */
            fields: components["schemas"]["ChoiceOut"][];
            /** @description Empty where the CRM knows none. */
            pipelines: components["schemas"]["ChoiceOut"][];
            /** @description Names of `fields` that are read at present. */
            read: string[];
            selection: components["schemas"]["Selection"];
            /** @description `note`, `task`, `fields`, and the fields by name. */
            writes: string[];
        };
        /**
         * @description What one of the customer's own documents says to the objection.
         *
         *     `evidence` names the quotation; `supports` the claims, stated in the answers, that stand there as well. No answer
         *     states anything else of it.
         */
        CitedDocument: {
            document_id: string;
            evidence: string;
            /** @default  */
            heading: string;
            /** @default null */
            page: number | null;
            supports?: string[];
            title: string;
        };
        /** @description A statement about the product. Without topics it may be said to any objection. */
        ClaimContent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "claim";
            /** @enum {string} */
            language: "de" | "en" | "es" | "fr" | "it" | "nl" | "pt";
            segments?: ("small" | "medium" | "large")[];
            text: string;
            topics?: string[];
        };
        /** @description In which time zone hours are told, and how it is known: ``field``, ``country`` or ``none`` (then UTC). */
        Clock: {
            /** @enum {string} */
            basis: "field" | "country" | "none";
            zone: string;
        };
        /**
         * @description Deals that are looked at together.
         *
         *     Attributes:
         *         where: Which deals; all, if left out.
         *         since: Closed on this day or later.
         *         until: Closed before this day.
         *         by: A field whose values are compared side by side.
         */
        Cohort: {
            /** @default null */
            by: string | null;
            /** @default null */
            since: string | null;
            /** @default null */
            until: string | null;
            /** @default null */
            where: (components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"]) | null;
        };
        /**
         * @description Who is in the answer and who is not.
         *
         *     Attributes:
         *         used: Share of the cohort's closed deals that could be learned from.
         *         complete: Mean share of values that are known in them.
         *         missing: Deals and values that lack.
         *         late: Columns that are filled in late, so that open deals can't be compared by them.
         *         drift: Columns in which open deals differ from closed ones: the answer speaks less for them.
         */
        CohortCoverage: {
            complete: number;
            drift?: components["schemas"]["crm_ai_plugin__insights__win_loss__Gap"][];
            late?: components["schemas"]["crm_ai_plugin__insights__win_loss__Gap"][];
            missing?: components["schemas"]["crm_ai_plugin__insights__win_loss__Gap"][];
            used: number;
        };
        /** @description Which deals. */
        CohortIn: {
            /** @description A field whose values stand side by side. */
            by?: string | null;
            /** @description Closed on this day or later. */
            since?: string | null;
            /** @description Closed before this day. */
            until?: string | null;
            /** @description As text (`industry = 'Banking' and amount > 10000`) or as a condition. Left out: all. */
            where?: string | (components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"]) | null;
        };
        /** @description The buying committee of a deal. */
        CommitteeInsight: {
            /** Format: date-time */
            as_of: string;
            changes?: components["schemas"]["Change"][];
            connection: string;
            coverage: components["schemas"]["Coverage"];
            deliveries?: components["schemas"]["Delivery"][];
            engine_version: string;
            evidence?: components["schemas"]["Evidence"][];
            fingerprint: string;
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            payload: components["schemas"]["CommitteePayload"];
            /** @default null */
            prompt_version: string | null;
            /**
             * @default engine
             * @enum {string}
             */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /** @description The committee of one deal. `gaps` come in the order in which they matter. */
        CommitteePayload: {
            gaps: components["schemas"]["crm_ai_plugin__insights__committee__Gap"][];
            members: components["schemas"]["Member"][];
            /** @default 0 */
            not_profiled: number;
            ties: components["schemas"]["Tie"][];
        };
        /** @description One of the people; `version` is that of their persona, `advice` how to work with them. */
        Compared: {
            advice?: components["schemas"]["Advice"][];
            contact: string;
            name: string;
            /** @default true */
            profiled: boolean;
            touchpoints: number;
            version: number;
        };
        /** @description One trait across the people, in their order; `differs` where two of them are told apart by it. */
        ComparedTrait: {
            differs: boolean;
            /** @enum {string} */
            group: "communication" | "decision" | "priorities" | "engagement" | "buying";
            key: string;
            label: string;
            values: (components["schemas"]["ComparedValue"] | null)[];
        };
        /** @description What holds of one person; None in its place says that too little was seen. */
        ComparedValue: {
            confidence: components["schemas"]["Estimate"];
            evidence?: string[];
            n: number;
            /** @default false */
            stated: boolean;
            value: string;
        };
        /**
         * @description A field against a value. ``in`` takes a list, ``known`` true or false; dates are ISO 8601 text.
         *
         *     `field` is a field of the deal (``amount``, ``stage``, ``owner``, a custom one), of its company (``industry``),
         *     or a measured fact (``price_pressure``).
         */
        Comparison: {
            field: string;
            /**
             * @default =
             * @enum {string}
             */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "contains" | "known";
            /** @default true */
            value: boolean | number | string | (boolean | number | string)[];
        };
        /** @description People side by side. */
        ComparisonInsight: {
            /** Format: date-time */
            as_of: string;
            changes?: components["schemas"]["Change"][];
            connection: string;
            coverage: components["schemas"]["Coverage"];
            deliveries?: components["schemas"]["Delivery"][];
            engine_version: string;
            evidence?: components["schemas"]["Evidence"][];
            fingerprint: string;
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            payload: components["schemas"]["ComparisonPayload"];
            /** @default null */
            prompt_version: string | null;
            /**
             * @default engine
             * @enum {string}
             */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /** @description Two to four people; traits that tell them apart come first within their group. */
        ComparisonPayload: {
            people: components["schemas"]["Compared"][];
            traits: components["schemas"]["ComparedTrait"][];
        };
        /** @description Figures that rest on the person's records among others', and show nothing of one person. */
        Computed: {
            count: number;
            what: string;
        };
        /** @description A connection; its settings and secrets are not in it. */
        ConnectionOut: {
            account: string;
            connector: string;
            key: string;
            /** @description What people call the CRM. */
            label: string;
            /** @description What the CRM was asked to allow and did not; `reason` is what is left out. */
            missing: components["schemas"]["PermissionOut"][];
            /** @description Records held, by kind. */
            records: {
                [key: string]: number;
            };
            /** @description What was chosen to be read and written. */
            selection: components["schemas"]["Selection"];
            /** @enum {string} */
            status: "active" | "reauthorise" | "uninstalled" | "off";
            sync: components["schemas"]["SyncOut"];
        };
        /** @description The connections of a workspace, by key. */
        ConnectionsOut: {
            items: components["schemas"]["ConnectionOut"][];
        };
        /** @description One of ours who deals with somebody: how often, and when last. */
        Contacted: {
            evidence: string[];
            /** Format: date-time */
            last: string;
            n: number;
            name: string;
            owner: string;
        };
        /** @description A page of contacts, by name. */
        ContactListOut: {
            items: components["schemas"]["ListedContactOut"][];
        };
        /** @description What is observed where a person said otherwise; shown beside their word, never in its place. */
        Contradiction: {
            confidence: components["schemas"]["Estimate"];
            evidence: string[];
            value: string;
        };
        /** @description What one column adds to the deal's log-odds; with `base` all of them give the score's log-odds. */
        Contribution: {
            /** @enum {string} */
            category: "timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other";
            contribution: number;
            evidence?: string[];
            key: string;
            label: string;
        };
        /** @description What the run is likely to cost; tokens are per call. */
        CostPreviewOut: {
            calls: number;
            /** @description False: there is no key, so nothing is called and nothing spent. */
            can_call: boolean;
            feature: string;
            /** @description Whether that is enough; if not, most of the run would go without a model. */
            fits: boolean;
            input_tokens: number;
            /** @description Of this month's caps, the tighter one; null: there is none. */
            left_usd: number | null;
            /** @description How many earlier calls that rests on; 0: it is assumed. */
            measured_calls: number;
            model: string;
            output_tokens: number;
            /** @description False: the dearest price was taken. */
            price_known: boolean;
            usd: number;
        };
        /** @description What could be seen, what could not, and what that does to the answer. */
        Coverage: {
            /** @default  */
            effect: string;
            missing?: string[];
            seen?: {
                [key: string]: number;
            };
        };
        /** @description Records by kind that were seen, and kinds that were not visible. */
        CoverageBlock: {
            /** @default  */
            effect: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "coverage";
            /** @default [] */
            missing: string[];
            seen: {
                [key: string]: number;
            };
            /** @default What this is based on */
            title: string;
        };
        /** @description What is missing. `key` is stable; `people` are the contacts it is about. */
        crm_ai_plugin__insights__committee__Gap: {
            evidence: string[];
            key: string;
            people?: string[];
            text: string;
        };
        /** @description Deals or values that are not there, and what that can do to the answer. */
        crm_ai_plugin__insights__win_loss__Gap: {
            key: string;
            n: number;
            share: number;
            text: string;
        };
        /** @description An insight of the deal coach. */
        DealCoachInsight: {
            /** Format: date-time */
            as_of: string;
            changes?: components["schemas"]["Change"][];
            connection: string;
            coverage: components["schemas"]["Coverage"];
            deliveries?: components["schemas"]["Delivery"][];
            engine_version: string;
            evidence?: components["schemas"]["Evidence"][];
            fingerprint: string;
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            payload: components["schemas"]["DealCoachPayload"];
            /** @default null */
            prompt_version: string | null;
            /**
             * @default engine
             * @enum {string}
             */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /** @description Score and 3-5 ranked actions; fewer where people decided so. */
        DealCoachPayload: {
            actions: components["schemas"]["Action"][];
            /** @default null */
            excluded: string | null;
            facts?: {
                [key: string]: number | string | boolean | null;
            };
            fields?: {
                [key: string]: number | string;
            };
            headline: string;
            left_out?: components["schemas"]["LeftOutAction"][];
            moves?: components["schemas"]["ScoreMove"][];
            score: components["schemas"]["Score"];
            /** @default null */
            scorecard: components["schemas"]["Scorecard"] | null;
        };
        /** @description A page of deals, last created first. */
        DealListOut: {
            items: components["schemas"]["ListedDealOut"][];
        };
        /** @description The chance that a deal like this one is won, by the model, and how it adds up. */
        DealScore: {
            /** Format: date-time */
            as_of: string;
            base: number;
            log_odds: number;
            p_win: components["schemas"]["Estimate"];
        };
        /** @description Deliveries, newest first. */
        DeliveriesOut: {
            items: components["schemas"]["DeliveryOut"][];
        };
        /**
         * @description What became of one write into the CRM.
         *
         *     `conflicts` maps a field to the value a person gave it after us; such a field is left alone. `reason` says
         *     why it waits, failed, or was left out.
         */
        Delivery: {
            action: string;
            conflicts?: {
                [key: string]: string;
            };
            id: string;
            /** @default null */
            reason: string | null;
            state: string;
        };
        /** @description One write into a CRM: `reason` says why it waits, failed or was left out. */
        DeliveryOut: {
            action: string;
            attempts: number;
            code: string | null;
            /** @description Fields left alone, with the value a person gave each. */
            conflicts: {
                [key: string]: string;
            };
            connection: string;
            created_at: string | null;
            delivered_at: string | null;
            due_at: string | null;
            id: string;
            insight_id: string | null;
            kind: string | null;
            reason: string | null;
            state: string;
            target_id: string;
            target_type: string;
            url: string | null;
        };
        /** @description How much more often b succeeds than a; bounds and evidence hold however often one looks. */
        DifferenceOut: {
            evidence: number;
            high: number;
            low: number;
            pairs: number;
            value: number;
        };
        /** @description How two versions differ. */
        DiffOut: {
            a: string;
            b: string;
            diff: string;
            feature: string;
        };
        /** @description A connection that was ended; `problem` says what is left to do in the CRM. */
        DisconnectedOut: {
            account: string;
            connection: string;
            problem: string | null;
            revoked: boolean;
            undone: number;
        };
        /** @description A document to look at; nothing is stored. */
        DocumentIn: {
            document: {
                [key: string]: unknown;
            };
        };
        /** @description A document of the knowledge base. The file itself is not kept. */
        DocumentOut: {
            added_by: string;
            /** Format: date-time */
            at: string;
            id: string;
            media_type: string;
            name: string;
            pages: number | null;
            passages: number;
            size: number;
            title: string;
        };
        /** @description All documents, by name. */
        DocumentsOut: {
            items: components["schemas"]["DocumentOut"][];
        };
        /** @description One deal of a factor. `contribution` is what the factor's column adds to its log-odds. */
        DrilledDealOut: {
            closed_at: string | null;
            connection: string;
            contribution: number | null;
            deal_id: string;
            evidence: components["schemas"]["Evidence"][];
            name: string;
            /** @enum {string} */
            outcome: "won" | "lost" | "open";
            value: number | string | null;
        };
        /** @description A factor of a cohort. */
        DrillIn: {
            cohort?: components["schemas"]["CohortIn"];
            /** @description A factor's `key`. */
            factor: string;
            limit?: number;
            offset?: number;
            outcome?: ("open" | "won" | "lost") | null;
        };
        /** @description Deals, those first in which the factor counts most. */
        DrillOut: {
            items: components["schemas"]["DrilledDealOut"][];
            total: number;
        };
        /** @description Of which deal. */
        DryRunIn: {
            connection: string;
            /** @description Left out: some open deal of the connection. */
            deal_id?: string | null;
        };
        /**
         * @description What doing it is expected to change.
         *
         *     Attributes:
         *         p_win_if_done: The chance to win if it is done.
         *         moves: The fact that the step changes; None where it changes none that is measured.
         *         told_by: Where the effect comes from: ``estimated`` (history, doubly robust, among comparable deals),
         *             ``association`` (history, adjusted, with few deals), ``prior`` (belief alone), ``too_few`` or ``no_overlap``
         *             (belief alone, because history can't tell).
         */
        Effect: {
            /** @default null */
            moves: string | null;
            p_win_if_done: components["schemas"]["Estimate"];
            /**
             * @default prior
             * @enum {string}
             */
            told_by: "estimated" | "association" | "prior" | "too_few" | "no_overlap";
        };
        /** @description What following the advice did. */
        EffectivenessOut: {
            actions: components["schemas"]["AdviceResult"][];
            /** Format: date-time */
            as_of: string;
            deals: number;
            months: components["schemas"]["AdviceMonth"][];
            overall: components["schemas"]["AdviceResult"];
            window_days: number;
        };
        /** @description One thing the methodology asks for; `why` says why it can't be seen. */
        Element: {
            /** @default null */
            at: string | null;
            /** @default [] */
            evidence: string[];
            key: string;
            label: string;
            /** @enum {string} */
            state: "evidenced" | "partly" | "missing" | "not_visible";
            /** @default [] */
            who: string[];
            /** @default  */
            why: string;
        };
        /** @description The token of a page's address. */
        EmbedExchangeIn: {
            /** @description Last part of the page's path: a token opens nothing in another connection's frames. */
            frame?: string | null;
            /** Format: password */
            token: string;
        };
        /** @description The page that is to be opened inside a CRM. */
        EmbedIn: {
            connection?: string | null;
            /** @description The CRM's id of who sees it; a CRM that signs says so itself. */
            crm_user?: string | null;
            kind: string;
            /**
             * @description `card`: this kind about the record; `record`: all kinds about it.
             * @enum {string}
             */
            purpose?: "card" | "record";
            record_id: string;
            record_type: string;
        };
        /** @description What a page holds in its memory and sends as `Authorization: Bearer`. */
        EmbedSessionOut: {
            bearer: string;
            connection: string | null;
            /** Format: date-time */
            expires_at: string;
            kind: string;
            /** @enum {string} */
            purpose: "card" | "record";
            record_id: string;
            record_type: string;
            /** @enum {string} */
            role: "rep" | "manager" | "admin";
        };
        /** @description With this a page comes in, once, within 90 seconds. */
        EmbedTokenOut: {
            /** Format: date-time */
            expires_at: string;
            token: string;
            /** @description The page's address; the token stands behind `#`, which no server gets to see. */
            url: string;
        };
        /** @description Entries; `next` goes into `after` for more. */
        EntriesOut: {
            items: components["schemas"]["EntryOut"][];
            /** @default null */
            next: string | null;
        };
        /** @description One row of a place. */
        Entry: {
            /**
             * @description Whether the row is this person's, or another's in which they are mentioned.
             * @enum {string}
             */
            about: "yours" | "mentions you";
            /** @description When it happened or was made, as far as the row says. */
            at: string | null;
            /** @description Ids, kinds and times that say nothing of a person. */
            context: {
                [key: string]: unknown;
            };
            /** @description Where it came from, in words: which record of which CRM, or derived from what. */
            origin: string;
            /** @description What it says. Of a row that only mentions the person, the sentences that do. Other people are masked. */
            values: {
                [key: string]: unknown;
            };
        };
        /** @description How two versions differ, as patches show it. */
        EntryDiffOut: {
            diff: string;
        };
        /** @description An entry with its newest version; `in_use` is the number of the one that answers are made from. */
        EntryOut: {
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            id: string;
            in_use: number | null;
            /** @enum {string} */
            kind: "claim" | "template";
            latest: components["schemas"]["VersionOut"];
            retired_at: string | null;
            review_at: string | null;
            /** @enum {string} */
            state: "draft" | "in_review" | "approved" | "expired" | "rejected" | "retired";
        };
        /** @description Versions, newest first. */
        EntryVersionsOut: {
            items: components["schemas"]["VersionOut"][];
        };
        /** @description Who is to be forgotten. */
        ErasureIn: {
            /** @description Needed when two connections share the id, or nobody has it. */
            connection?: string | null;
            /** @description The contact's id in the CRM. */
            contact_id: string;
        };
        /** @description A receipt: counts and codes by place, nothing of the person. */
        ErasureOut: {
            /** Format: date-time */
            at: string;
            connection: string;
            finished_at: string | null;
            id: string;
            lifted_at: string | null;
            lifted_by: string | null;
            made_by: string;
            parts: components["schemas"]["ErasurePartOut"][];
            /** @enum {string} */
            state: "running" | "pending" | "done";
        };
        /** @description What became of one place. */
        ErasurePartOut: {
            code: string | null;
            kept: number;
            place: string;
            removed: number;
            /** @enum {string} */
            state: "done" | "pending" | "failed";
        };
        /** @description Receipts, newest first. */
        ErasuresOut: {
            items: components["schemas"]["ErasureOut"][];
        };
        /**
         * @description A point with its 90 % interval.
         *
         *     `n` counts the observations behind it (0: prior knowledge only) and `basis` says in words what they
         *     are, e.g. ``"prior"`` or ``"prior + 214 closed deals"``.
         */
        Estimate: {
            basis: string;
            high: number;
            low: number;
            n: number;
            value: number;
        };
        /** @description What looking came to. `said`: ids of alerts that were said now. */
        EvaluatedOut: {
            /** @default 0 */
            cleared: number;
            /** @default null */
            error: string | null;
            found: components["schemas"]["FindingOut"][];
            said?: string[];
        };
        /** @description Something that happened to a deal; `gap` is set for a silence and counts its days. */
        Event: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            category: "timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other";
            evidence?: string[];
            /** @default null */
            gap: number | null;
            kind: string;
            text: string;
        };
        /**
         * @description Points at one record; `quote`, if any, is a verbatim substring of that record's text.
         *
         *     `what` says in the engine's words which part of the record counts (``"close date moved from … to …"``).
         *     `url` is a deep link into the CRM.
         */
        Evidence: {
            /** @default null */
            at: string | null;
            id: string;
            /** @default null */
            quote: string | null;
            record: components["schemas"]["RecordRef"];
            /** @default null */
            url: string | null;
            what: string;
        };
        /** @description All evidence of the card. Pages show it beside the claims; here stands what no claim cites. */
        EvidenceBlock: {
            /** @default [] */
            items: components["schemas"]["EvidenceItem"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "evidence";
            /** @default Evidence */
            title: string;
        };
        /** @description One piece of evidence; `quote` is verbatim. */
        EvidenceItem: {
            /** @default null */
            at: string | null;
            id: string;
            /** @default null */
            quote: string | null;
            record: components["schemas"]["RecordRef"];
            /** @default null */
            url: string | null;
            what: string;
        };
        /** @description What is compared; `share_b` is the part of the deals that get b. */
        ExperimentIn: {
            a: string;
            b: string;
            share_b?: number;
        };
        /** @description How an experiment stands. */
        ExperimentOut: {
            a: string;
            acceptance: components["schemas"]["DifferenceOut"];
            b: string;
            deals: {
                [key: string]: number;
            };
            ended_at: string | null;
            feature: string;
            id: string;
            share_b: number;
            sound: boolean;
            /** Format: date-time */
            started_at: string;
            verdict: string | null;
            winning: components["schemas"]["DifferenceOut"];
        };
        /**
         * @description One property of deals and what goes with it, adjusted for all others that were looked at.
         *
         *     Attributes:
         *         key: ``column``, or ``column=value`` for one value of a category.
         *         found: Whether its false discovery rate is at most 10 %.
         *         raw: The odds ratio without adjustment.
         *         proxy_for: Label of what explains it away: it seems to matter alone and not beside that.
         *         only_beside: Label of what nearly says the same and beside which alone it seems to matter; then it is not found.
         *         detectable: The odds ratio above 1 that these deals would show with 80 % power.
         *         share: Share of the closed deals that have it; 1 for a number of many values.
         *         step: What a number's odds ratio is for.
         *         actionable: Whether somebody can do something about it on an open deal.
         *         by_stage: At each stage, in their order.
         *         stages_differ_q: False discovery rate of saying that it differs by stage; None where it was not tested.
         *         stages_differ: The same in words.
         */
        Factor: {
            actionable: boolean;
            by_stage?: components["schemas"]["FactorAtStage"][];
            /** @enum {string} */
            category: "timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other";
            column: string;
            detectable: number;
            /** @enum {string} */
            direction: "up" | "down";
            evidence?: string[];
            found: boolean;
            key: string;
            label: string;
            odds_ratio: components["schemas"]["Estimate"];
            /** @default null */
            only_beside: string | null;
            p_value: number;
            /** @default null */
            proxy_for: string | null;
            q_value: number;
            raw: components["schemas"]["Estimate"];
            share: number;
            /** @default  */
            stages_differ: string;
            /** @default null */
            stages_differ_q: number | null;
            /** @default  */
            step: string;
        };
        /**
         * @description What a factor goes with at one stage.
         *
         *     With `p_value` and `q_value` (false discovery rate over all factors and stages) it is adjusted for what else was known
         *     as the deals entered the stage; without them it is not adjusted, among deals that stood there when they were looked at.
         */
        FactorAtStage: {
            odds_ratio: components["schemas"]["Estimate"];
            /** @default null */
            p_value: number | null;
            /** @default null */
            q_value: number | null;
            stage: string;
        };
        /** @description A found factor's odds ratio by quarter. */
        FactorTrend: {
            key: string;
            label: string;
            points: components["schemas"]["TrendPoint"][];
        };
        /** @description One input. A ``choice`` offers `options`; ``days`` offers whole days from now by label. */
        Field: {
            /** @enum {string} */
            input: "choice" | "text" | "days";
            label: string;
            /** @default 500 */
            max_length: number;
            name: string;
            /** @default [] */
            options: [
                string,
                string
            ][];
            /** @default false */
            required: boolean;
        };
        /** @description Names that filters may use. */
        FieldsOut: {
            items: string[];
        };
        /**
         * @description One insight: what goes with winning or losing, how many open deals it touches, what to do.
         *
         *     Attributes:
         *         effect: Points of the chance to win between a typical deal with it and one without.
         *         touches: Open deals of the cohort where it could be changed for the better.
         *         deals: Some of them, those it would change most first.
         *         certainty: Probability that the direction is right.
         *         score: effect × touches × certainty, in deals.
         *         action: Key of the deal coach's step that works on it.
         */
        Finding: {
            /** @default null */
            action: string | null;
            /** @enum {string} */
            category: "timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other";
            certainty: number;
            deals?: string[];
            effect: components["schemas"]["Estimate"];
            evidence?: string[];
            how: string;
            id: string;
            key: string;
            score: number;
            title: string;
            touches: number;
            why: string;
        };
        /** @description A deal that a rule fits. `held`: why it would not be said now. */
        FindingOut: {
            connection: string;
            deal: string;
            evidence: {
                [key: string]: unknown;
            }[];
            figures: {
                [key: string]: unknown;
            };
            /** @default null */
            held: string | null;
            why: string;
        };
        /** @description A small form; buttons name it by `id`. Text has none. */
        FormBlock: {
            fields: components["schemas"]["Field"][];
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "form";
            submit: string;
        };
        /** @description Predictions that said about the same. */
        GroupOut: {
            came: components["schemas"]["Estimate"];
            deals: number;
            said: number;
        };
        /** @description What matters most now. */
        HeadlineBlock: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "headline";
            text: string;
        };
        /** @description The process answers. */
        HealthOut: {
            /** @constant */
            status: "ok";
        };
        /** @description Seven rows, Monday first, of 24 counts. `notes` say in whose time zone and what is counted. */
        HeatmapBlock: {
            counts: number[][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "heatmap";
            /** @default [] */
            notes: string[];
            /** @default times */
            noun: string;
            title: string;
        };
        /** @description Versions of one insight, newest first. */
        HistoryOut: {
            items: components["schemas"]["DealCoachInsight"][];
        };
        /** @description A file. */
        ImportIn: {
            /** @description Who signs it off; left out: what it brings comes in as drafts. */
            approved_by?: string | null;
            /** @description Who does it; the key's holder vouches. */
            by: string;
            content: string;
            dry_run?: boolean;
            /** @enum {string} */
            format: "json" | "csv" | "yaml";
            /** @description How messages name the file. */
            name?: string;
        };
        /** @description What an import did, or would do: ids of entries. */
        ImportOut: {
            added: string[];
            approved: string[];
            changed: string[];
            refused: components["schemas"]["RefusedRow"][];
            stored: boolean;
            unchanged: string[];
        };
        /** @description Which connection a link is for. */
        InstallLinkIn: {
            /** @description A new connection reads nothing before somebody has chosen what, by `PUT …/selection`. */
            choose_first?: boolean;
            /** @description Key it is to have; of one that exists: connect it again. */
            connection?: string | null;
        };
        /** @description A link with which an admin connects one account. */
        InstallLinkOut: {
            /** Format: date-time */
            expires_at: string;
            url: string;
        };
        /** @description Work that goes on; look again at `location`. */
        JobOut: {
            /** @default null */
            error_code: string | null;
            id: string;
            location: string;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed";
            /**
             * @description Where it is, as long as it runs and says so.
             * @default null
             */
            step: components["schemas"]["JobStepOut"] | null;
        };
        /** @description Where a job is. */
        JobStepOut: {
            /**
             * @description How much of the step is done, where it can be counted.
             * @default null
             */
            done: number | null;
            /** @description A stable word: `read`, `measure`, `study`, `compare`, `decide`, `word`, `keep`. */
            name: string;
            /** @description Which of its steps, from 1. */
            number: number;
            /** @description How many steps it has. */
            of: number;
            /**
             * @description Out of how many.
             * @default null
             */
            total: number | null;
        };
        /** @description A field that was left as a person has it. */
        Kept: {
            field: string;
            value: string;
        };
        /** @description A key to be made. */
        KeyIn: {
            /** @description What uses it. */
            label: string;
            /** @enum {string} */
            role?: "rep" | "manager" | "admin";
            /** @description What it is for; null: anything. */
            scopes?: ("read" | "write" | "embed")[] | null;
        };
        /** @description A key, without what opens. */
        KeyOut: {
            /** Format: date-time */
            created_at: string;
            id: string;
            label: string;
            /** @enum {string} */
            role: "rep" | "manager" | "admin";
            scopes: ("read" | "write" | "embed")[] | null;
        };
        /** @description The keys of a workspace. */
        KeysOut: {
            items: components["schemas"]["KeyOut"][];
        };
        /** @description What is looked for. */
        KnowledgeSearchIn: {
            limit?: number;
            /** @description A question, or what a buyer said. */
            text: string;
        };
        /** @description Passages, best first. */
        KnowledgeSearchOut: {
            by: components["schemas"]["SearchedByOut"];
            items: components["schemas"]["PassageOut"][];
        };
        /**
         * @description How long answers took to mails of one period.
         *
         *     Attributes:
         *         start: First day of the period, ``2026-10-01``.
         *         asked: Mails of ours.
         *         answered: Those that were answered; the others count as not answered yet.
         *         median: Hours until half were answered, with its 90 % interval; None below five answers, or if half never were.
         */
        LatencyPeriod: {
            answered: number;
            asked: number;
            /** @default null */
            median: components["schemas"]["Estimate"] | null;
            start: string;
        };
        /** @description Reply latency by period, oldest first; months, or quarters where months hold too little. */
        LatencyTrend: {
            /** @enum {string} */
            period: "month" | "quarter";
            periods: components["schemas"]["LatencyPeriod"][];
        };
        /** @description How a template arranges a persona: sections in order, and which other parts are shown. */
        Layout: {
            label: string;
            parts: ("advice" | "charts" | "not_seen" | "evidence")[];
            sections: components["schemas"]["LayoutSection"][];
            template: string;
        };
        /** @description A heading and the traits below it, in order. */
        LayoutSection: {
            title: string;
            traits: string[];
        };
        /** @description A step that would be among the actions if it were not for what people decided. */
        LeftOutAction: {
            key: string;
            title: string;
            why: string;
        };
        /** @description A list of steps; `empty` says what it means that there is none. */
        ListBlock: {
            /** @default  */
            empty: string;
            /** @default [] */
            items: components["schemas"]["ListItem"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "list";
            /** @default true */
            ordered: boolean;
            title: string;
        };
        /** @description A contact; who must not be profiled has no persona. */
        ListedContactOut: {
            company: string | null;
            connection: string;
            do_not_profile: boolean;
            id: string;
            name: string;
            title: string | null;
        };
        /** @description A deal with what its newest advice says first; nulls where there is none yet. */
        ListedDealOut: {
            amount: number | null;
            closed_at: string | null;
            company: string | null;
            connection: string;
            currency: string | null;
            expected_close_at: string | null;
            headline: string | null;
            id: string;
            name: string;
            outcome: string;
            owner: string | null;
            p_win: components["schemas"]["Estimate"] | null;
            stage: string | null;
        };
        /** @description One step. `effect` is the probability of the metric if the step is done. */
        ListItem: {
            /** @default null */
            confidence: components["schemas"]["Estimate"] | null;
            /** @default null */
            due: string | null;
            /** @default null */
            effect: components["schemas"]["Estimate"] | null;
            /** @default  */
            effect_of: string;
            /** @default [] */
            evidence: string[];
            /** @default  */
            how: string;
            id: string;
            /** @default false */
            overdue: boolean;
            /**
             * @default open
             * @enum {string}
             */
            state: "open" | "done" | "dismissed" | "snoozed";
            /** @default null */
            state_reason: string | null;
            /** @default null */
            state_until: string | null;
            title: string;
            /** @default  */
            why: string;
        };
        /** @description Something changed: fetch it again. */
        LiveEventOut: {
            data: {
                [key: string]: unknown;
            };
            id: string;
            topic: string;
        };
        /** @description What changed. */
        LiveOut: {
            /** @description To be sent as `since` the next time. */
            at: string;
            events: components["schemas"]["LiveEventOut"][];
            /** @description Something may be missing: fetch everything again. */
            resync: boolean;
        };
        /**
         * @description Somebody on the deal.
         *
         *     Attributes:
         *         contact: Id in the CRM.
         *         name: As the CRM has it.
         *         title: As the CRM has it.
         *         profiled: False for who must not be profiled: nothing beside name and the CRM's own words is held then.
         *         declared: Roles that the CRM names.
         *         observed: Roles that were seen.
         *         differ: Whether what was seen goes against what the CRM names.
         *         department: Told by the words of the title: ``executive``, ``finance``, ``technical``, ``manager``, ``other``;
         *             None without a title.
         *         stance: For us or against.
         *         reach: Who deals with whom.
         *         last_heard: When they last took part.
         *         last_contact: When anything last passed between us.
         *         evidence: The last of what they took part in.
         */
        Member: {
            contact: string;
            declared?: string[];
            /** @default null */
            department: string | null;
            /** @default false */
            differ: boolean;
            evidence?: string[];
            /** @default null */
            last_contact: string | null;
            /** @default null */
            last_heard: string | null;
            name: string;
            observed?: components["schemas"]["ObservedRole"][];
            /** @default true */
            profiled: boolean;
            /** @default null */
            reach: components["schemas"]["Reach"] | null;
            /** @default null */
            stance: components["schemas"]["StanceOf"] | null;
            /** @default null */
            title: string | null;
        };
        /** @description Those that can be used. */
        MethodologiesOut: {
            items: components["schemas"]["MethodologyOut"][];
        };
        /** @description Which to use: one by its key (null: none), or a definition of one's own. */
        MethodologyIn: {
            definition?: {
                [key: string]: unknown;
            } | null;
            key?: string | null;
        };
        /** @description A methodology that can be used; `own` where the workspace brought it. */
        MethodologyOut: {
            definition: {
                [key: string]: unknown;
            };
            key: string;
            own: boolean;
            used: boolean;
        };
        /**
         * @description A probability with its 90 % interval.
         *
         *     `outcome` completes "of 100 like this one, about 62 are …"; `baseline` is the usual value to compare with.
         */
        MetricBlock: {
            /** @default null */
            baseline: number | null;
            /** @default usual */
            baseline_label: string;
            estimate: components["schemas"]["Estimate"];
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "metric";
            label: string;
            outcome: string;
            words: string;
        };
        /**
         * @description The model behind contributions, and how good it was on deals newer than those it learned from.
         *
         *     The figures are None where there are too few deals to judge.
         */
        ModelCard: {
            /** @default null */
            auc: number | null;
            /** @default null */
            brier: number | null;
            /** @default null */
            brier_base: number | null;
            /** @default null */
            ece: number | null;
            /** @default 0 */
            judged: number;
            kind: string;
            leaks_refused?: components["schemas"]["RefusedColumn"][];
            n: number;
            /** @default null */
            split: string | null;
        };
        /** @description All there is to know about a model beside its parameters. */
        ModelDetailsOut: {
            alarms: {
                [key: string]: unknown;
            }[];
            at: string;
            auc: number | null;
            base: number | null;
            brier: number | null;
            check: {
                [key: string]: unknown;
            } | null;
            comparison: {
                [key: string]: unknown;
            } | null;
            deals: number | null;
            effects: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            id: string;
            kind: string | null;
            overruled: string[];
            refused: {
                [key: string]: unknown;
            }[];
            rivals: {
                [key: string]: number;
            };
            /** @enum {string} */
            state: "serving" | "pinned" | "replaced" | "kept_back" | "waiting" | "rolled_back";
            verdict: string | null;
            version: string | null;
        };
        /** @description One line about a model; `auc`, `brier` and `base` are of deals it had not seen. */
        ModelOut: {
            at: string;
            auc: number | null;
            base: number | null;
            brier: number | null;
            deals: number | null;
            id: string;
            kind: string | null;
            /** @enum {string} */
            state: "serving" | "pinned" | "replaced" | "kept_back" | "waiting" | "rolled_back";
            verdict: string | null;
        };
        /** @description Models, newest first. */
        ModelsOut: {
            items: components["schemas"]["ModelOut"][];
        };
        /** @description Who a persona is about, as the CRM has it; only in files that somebody exports. */
        Named: {
            /** @default null */
            company: string | null;
            /** @default null */
            email: string | null;
            /** @default null */
            family: string | null;
            /** @default null */
            given: string | null;
            name: string;
            /** @default null */
            phone: string | null;
            /** @default null */
            title: string | null;
        };
        /** @description Lines between two columns of people, stronger where they deal with each other more. */
        NetworkBlock: {
            /** @default  */
            empty: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "network";
            /** @default [] */
            links: components["schemas"]["NetworkLink"][];
            /** @default [] */
            notes: string[];
            /** @default [] */
            ours: components["schemas"]["NetworkNode"][];
            /** @default [] */
            theirs: components["schemas"]["NetworkNode"][];
            title: string;
        };
        /** @description How often two of them dealt with each other; `words` say it for people. */
        NetworkLink: {
            n: number;
            ours: string;
            theirs: string;
            words: string;
        };
        /** @description A person; `words` stand beside the name, so that the colour of a `tone` carries nothing alone. */
        NetworkNode: {
            id: string;
            label: string;
            /**
             * @default open
             * @enum {string}
             */
            tone: "for" | "against" | "open";
            /** @default  */
            words: string;
        };
        /** @description A channel that was just made; `secret` signs what is sent and is shown this once. */
        NewChannelOut: {
            id: string;
            secret: string | null;
        };
        /** @description A new entry. */
        NewEntryIn: {
            /** @description Who does it; the key's holder vouches. */
            by: string;
            content: components["schemas"]["ClaimContent"] | components["schemas"]["TemplateContent"];
            expires_at?: string | null;
            /** @description Small letters, digits, - and _; templates name claims by it. Left out: one is made. */
            id?: string | null;
            note?: string;
            /** @description Who looks after it; left out: whoever writes it. */
            owner?: string | null;
            /** @description Proposed; whoever approves may say otherwise. */
            review_at?: string | null;
        };
        /** @description A new key; `key` is shown this once. */
        NewKeyOut: {
            id: string;
            key: string;
        };
        /** @description It does not hold. */
        Not: {
            not: components["schemas"]["Comparison"] | components["schemas"]["All"] | components["schemas"]["AnyOf"] | components["schemas"]["Not"];
        };
        /** @description What was or is to be sent to a channel. */
        NoticeOut: {
            about: string;
            attempts: number;
            channel: string;
            created_at: string | null;
            delivered_at: string | null;
            due_at: string | null;
            error_code: string | null;
            error_message: string | null;
            id: string;
            kind: string;
            state: string;
        };
        /** @description What was and is to be sent, newest first. */
        NoticesOut: {
            items: components["schemas"]["NoticeOut"][];
        };
        /** @description A trait that nothing is said about: too little was seen, it points nowhere, or a person rejected it. */
        NotSeen: {
            /** @enum {string} */
            group: "communication" | "decision" | "priorities" | "engagement" | "buying";
            key: string;
            label: string;
            n: number;
            needed: number;
            /** @default null */
            rejected: string | null;
        };
        /** @description Objections, newest first. */
        ObjectionHistoryOut: {
            items: components["schemas"]["PastObjectionOut"][];
        };
        /** @description An objection to answer. */
        ObjectionIn: {
            /** @description Needed when two connections share the deal's id. */
            connection?: string | null;
            /** @description Who said it. */
            contact_id?: string | null;
            /** @description Id of an earlier objection of the same conversation: nothing is said twice. */
            conversation?: string | null;
            /** @description The deal it belongs to: its records are used. */
            deal_id?: string | null;
            /** @description Left out: it is told from the text. */
            language?: ("de" | "en" | "es" | "fr" | "it" | "nl" | "pt") | null;
            /** @description The caller's own name for this request: sent again, it gets the same answer and asks nothing anew. */
            request_id?: string | null;
            /** @description What the buyer said, or the whole mail. */
            text: string;
            /** @description `aggressive` (direct), `consultative`, `empathetic` or one of the library's; two or three answers each. Left out: the best answer of each tone. */
            tones?: string[];
        };
        /** @description An insight of the objection handler. */
        ObjectionInsight: {
            /** Format: date-time */
            as_of: string;
            changes?: components["schemas"]["Change"][];
            connection: string;
            coverage: components["schemas"]["Coverage"];
            deliveries?: components["schemas"]["Delivery"][];
            engine_version: string;
            evidence?: components["schemas"]["Evidence"][];
            fingerprint: string;
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            payload: components["schemas"]["ObjectionPayload"];
            /** @default null */
            prompt_version: string | null;
            /**
             * @default engine
             * @enum {string}
             */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /**
         * @description The reading of a text, and answers to it.
         *
         *     `responses` is empty when the text is no objection. `also` holds further categories in the same text, ranked.
         *     `notes` say what was left out and why. `first_by` says who put `category` first when there were several: the
         *     engine or a model; None where there was one. `similar` and `documents` come best first.
         */
        ObjectionPayload: {
            /**
             * @default {
             *       "contact_id": null,
             *       "deal_id": null
             *     }
             */
            about: components["schemas"]["About"];
            also?: components["schemas"]["Category"][];
            category: components["schemas"]["Category"];
            documents?: components["schemas"]["CitedDocument"][];
            /** @default null */
            first_by: components["schemas"]["WordedBy"] | null;
            language: string;
            /** @default true */
            language_known: boolean;
            notes?: string[];
            /** @default null */
            past: components["schemas"]["Past"] | null;
            responses?: components["schemas"]["Response"][];
            similar?: components["schemas"]["SimilarObjection"][];
            text: string;
        };
        /** @description A part that somebody was seen to play: `why` says what was seen, `share` how much of what they wrote was about it. */
        ObservedRole: {
            evidence: string[];
            role: string;
            share: components["schemas"]["Estimate"];
            why: string;
        };
        /** @description A CRM that can be connected in the browser. */
        OfferOut: {
            connector: string;
            label: string;
            /** @description What the installation has to be given first. */
            lacks: string | null;
            permissions: components["schemas"]["PermissionOut"][];
        };
        /** @description The CRMs that can be connected in the browser, by key. */
        OffersOut: {
            items: components["schemas"]["OfferOut"][];
        };
        /** @description What a person decides about one trait. */
        OverrideIn: {
            /**
             * @description `state` your own words, `lock` what stands, `reject` it, or `lift` an earlier decision.
             * @enum {string}
             */
            decision: "state" | "lock" | "reject" | "lift";
            /** @description Why; required to reject. */
            reason?: string;
            /** @description Key of the trait. */
            trait: string;
            /** @description The statement, for `state`. */
            value?: string | null;
        };
        /** @description Odds of one kind: what was said, what came true, and how far apart the two are. */
        PartOut: {
            brier: components["schemas"]["Estimate"];
            brier_base: number;
            came: components["schemas"]["Estimate"];
            deals: number;
            ece: number;
            ece_by_chance: number;
            gap: components["schemas"]["Estimate"];
            name: string;
            predictions: number;
            said: number;
            table: components["schemas"]["GroupOut"][];
            /** @enum {string} */
            verdict: "held" | "too_low" | "too_high" | "not_told_yet";
        };
        /** @description A passage. `quote` is its sentence that says most to what was asked, verbatim; `fits` says whether it does. */
        PassageOut: {
            document_id: string;
            fits: boolean;
            heading: string;
            id: string;
            page: number | null;
            quote: string;
            score: number;
            text: string;
            title: string;
        };
        /** @description How deals went on after objections like this one. */
        Past: {
            advanced: number;
            lost: number;
            n: number;
            won: number;
        };
        /** @description An objection that was asked about. */
        PastObjectionOut: {
            /** Format: date-time */
            at: string;
            category: string;
            confidence: number;
            contact_id: string | null;
            conversation: string;
            deal_id: string | null;
            id: string;
            language: string;
            responses: components["schemas"]["PastResponseOut"][];
            text: string;
        };
        /** @description An answer that was shown and what was done with it. */
        PastResponseOut: {
            claims: string[];
            did: string[];
            id: string;
            position: number;
            rating: number | null;
            text: string;
            tone: string;
        };
        /** @description Something that can be looked for. */
        PatternOut: {
            key: string;
            label: string;
            /** @description JSON Schema of its thresholds. */
            options: {
                [key: string]: unknown;
            };
        };
        /** @description Everything that can be looked for. */
        PatternsOut: {
            items: components["schemas"]["PatternOut"][];
        };
        /** @description What a CRM is asked to allow, and why. */
        PermissionOut: {
            name: string;
            /** @description Without it the product does less. */
            optional: boolean;
            reason: string;
        };
        /** @description What is approved. */
        PersonaApprovalIn: {
            /** @description Why, or what to know. */
            note?: string;
            /** @description The version that was looked at; it has to be the newest. */
            version: number;
        };
        /** @description Where a persona stands; `deliveries` are the writes that followed. */
        PersonaApprovalOut: {
            approved_version: number | null;
            at: string | null;
            by: string | null;
            connection: string;
            contact: string;
            deliveries: string[];
            note: string;
            /** @enum {string} */
            state: "waiting" | "approved" | "withdrawn" | "nothing";
            version: number;
        };
        /** @description What a persona's charts show; counts of what was seen, nothing is filled in. */
        PersonaCharts: {
            channels: components["schemas"]["ChannelUse"][];
            hours: components["schemas"]["WeekHours"];
            latency: components["schemas"]["LatencyTrend"];
        };
        /** @description Figures for charts; null where too little was seen, or nothing may be said. */
        PersonaChartsOut: {
            charts: components["schemas"]["PersonaCharts"] | null;
        };
        /** @description One trait that two versions state differently; null where a version does not state it. */
        PersonaDifferenceOut: {
            after: string | null;
            before: string | null;
            key: string;
            label: string;
        };
        /** @description What version `b` states otherwise than version `a`. */
        PersonaDiffOut: {
            items: components["schemas"]["PersonaDifferenceOut"][];
        };
        /** @description A persona. */
        PersonaInsight: {
            /** Format: date-time */
            as_of: string;
            changes?: components["schemas"]["Change"][];
            connection: string;
            coverage: components["schemas"]["Coverage"];
            deliveries?: components["schemas"]["Delivery"][];
            engine_version: string;
            evidence?: components["schemas"]["Evidence"][];
            fingerprint: string;
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            payload: components["schemas"]["PersonaPayload"];
            /** @default null */
            prompt_version: string | null;
            /**
             * @default engine
             * @enum {string}
             */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /**
         * @description What a contact was observed to do with us; nothing is guessed from who they are.
         *
         *     `touchpoints` counts what it rests on. `kept_out` counts sentences on health, faith, politics and the like,
         *     of which nothing was used. `charts` are missing where too little was seen, and in versions that had none.
         */
        PersonaPayload: {
            /** @default 0 */
            automatic: number;
            /** @default null */
            charts: components["schemas"]["PersonaCharts"] | null;
            clock: components["schemas"]["Clock"];
            how_to_work_with: components["schemas"]["Advice"][];
            /** @default 0 */
            kept_out: number;
            /** @default null */
            layout: components["schemas"]["Layout"] | null;
            not_seen: components["schemas"]["NotSeen"][];
            /** @default null */
            person: components["schemas"]["Named"] | null;
            touchpoints: number;
            traits: components["schemas"]["PersonaTrait"][];
        };
        /** @description Which version is to hold again. */
        PersonaRollBackIn: {
            version: number;
        };
        /** @description Personas, newest version first or in the order asked for. */
        PersonasOut: {
            items: components["schemas"]["PersonaInsight"][];
        };
        /** @description A template; a trait stands in the first section that names it, and one that none names is left out. */
        PersonaTemplate: {
            key: string;
            label: string;
            parts?: ("advice" | "charts" | "not_seen" | "evidence")[];
            sections: components["schemas"]["TemplateSection"][];
        };
        /** @description A template; `own` where the workspace brought it, with its version and author. */
        PersonaTemplateOut: {
            at: string | null;
            author: string | null;
            number: number;
            own: boolean;
            template: components["schemas"]["PersonaTemplate"];
        };
        /** @description Templates of personas. */
        PersonaTemplatesOut: {
            items: components["schemas"]["PersonaTemplateOut"][];
        };
        /**
         * @description One thing that a contact was observed to do, or that a person of ours stated.
         *
         *     Attributes:
         *         value: The statement in words.
         *         data: The same for machines; its keys depend on the trait.
         *         estimate: The number behind it, in `unit`.
         *         confidence: Chance that the statement holds; of a person's word: 1, with ``n`` 0.
         *         n: Observations it rests on.
         *         first_seen: When the first of them was.
         *         last_seen: When the last was.
         *         expires_at: When it has to be seen again; None for a person's word, which does not expire.
         *         locked: A person of ours stated it or locked it; no observation changes it.
         *         by: Who says so.
         *         reason: Why a person changed it.
         *         contradicted: What is observed instead.
         */
        PersonaTrait: {
            /**
             * @default observed
             * @enum {string}
             */
            by: "observed" | "person";
            confidence: components["schemas"]["Estimate"];
            /** @default null */
            contradicted: components["schemas"]["Contradiction"] | null;
            data?: {
                [key: string]: unknown;
            };
            /** @default null */
            estimate: components["schemas"]["Estimate"] | null;
            evidence?: string[];
            /** @default null */
            expires_at: string | null;
            /** @default null */
            first_seen: string | null;
            /** @enum {string} */
            group: "communication" | "decision" | "priorities" | "engagement" | "buying";
            key: string;
            label: string;
            /** @default null */
            last_seen: string | null;
            /** @default false */
            locked: boolean;
            n: number;
            /** @default null */
            reason: string | null;
            /** @default  */
            substance: string;
            /** @default text */
            unit: string;
            value: string;
        };
        /** @description Why an approval is taken back. */
        PersonaWithdrawalIn: {
            note?: string;
            /** @description Take what was written out of the CRM as well. */
            take_back?: boolean;
        };
        /** @description One write that approving would cause; `conflicts` are fields that stay with a person's value. */
        PersonaWriteOut: {
            action: string;
            after: {
                [key: string]: unknown;
            };
            before: {
                [key: string]: unknown;
            };
            conflicts: {
                [key: string]: string;
            };
            target_id: string;
            target_type: string;
            url: string | null;
        };
        /** @description What approving the newest version would write now. */
        PersonaWritesOut: {
            items: components["schemas"]["PersonaWriteOut"][];
        };
        /** @description A write that would be made: what it finds and what it leaves, by field. */
        PlannedWriteOut: {
            action: string;
            after: {
                [key: string]: unknown;
            };
            before: {
                [key: string]: unknown;
            };
            conflicts: {
                [key: string]: string;
            };
            insight_kind: string;
            target_id: string;
            target_type: string;
            url: string | null;
        };
        /**
         * @description Points, joined when `joined`; `even` draws the line on which both axes agree.
         *
         *     `across` and `up` are marks on the axes, the first and the last of which are the ends.
         */
        PlotBlock: {
            across: components["schemas"]["AxisEnd"][];
            /** @default  */
            empty: string;
            /** @default false */
            even: boolean;
            /** @default false */
            joined: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "plot";
            /** @default [] */
            notes: string[];
            /** @default [] */
            points: components["schemas"]["PlotPoint"][];
            title: string;
            up: components["schemas"]["AxisEnd"][];
        };
        /** @description One point; `words` says it for people. `low` and `high` are its 90 % interval, if it has one. */
        PlotPoint: {
            /** @default null */
            high: number | null;
            /** @default null */
            low: number | null;
            words: string;
            x: number;
            y: number;
        };
        /** @description How a library is approved. */
        PolicyIn: {
            /** @description Who does it; the key's holder vouches. */
            by: string;
            /** @description Whether authors may approve what they wrote. */
            own_approval: boolean;
        };
        /** @description How a library is approved. */
        PolicyOut: {
            own_approval: boolean;
        };
        /** @description Which deal was looked at. */
        PreviewedDealOut: {
            id: string;
            name: string;
            url: string | null;
        };
        /** @description One message as it would be sent. */
        PreviewMessage: {
            role: string;
            text: string;
        };
        /** @description What would be written now; nothing was. */
        PreviewOut: {
            deal: components["schemas"]["PreviewedDealOut"];
            writes: components["schemas"]["PlannedWriteOut"][];
        };
        /** @description RFC 9457 problem document. */
        Problem: {
            code: string;
            detail: string;
            /** @default null */
            hint: string | null;
            status: number;
            title: string;
            type: string;
        };
        /** @description A new version. */
        PromptIn: {
            note?: string;
            text: string;
        };
        /** @description One version of a prompt. */
        PromptOut: {
            active: boolean;
            at: string | null;
            author: string | null;
            feature: string;
            label: string;
            note: string;
            version: string;
        };
        /** @description Which deal, and which version or which text that is not stored yet; the version in use if neither is given. */
        PromptPreviewIn: {
            connection?: string | null;
            deal_id: string;
            text?: string | null;
            version?: string | null;
        };
        /** @description What would be sent, about how many tokens that is, and the engine's texts by slot. */
        PromptPreviewOut: {
            engine: {
                [key: string]: string;
            };
            messages: components["schemas"]["PreviewMessage"][];
            prompt: string;
            tokens: number;
            withheld: number;
        };
        /** @description Versions of prompts. */
        PromptsOut: {
            items: components["schemas"]["PromptOut"][];
        };
        /** @description A version with its text. */
        PromptTextOut: {
            feature: string;
            label: string;
            text: string;
        };
        /** @description Which version. */
        PromptUseIn: {
            version: string;
        };
        /** @description Deals that closed in one quarter (``2026 Q1``). */
        Quarter: {
            n_lost: number;
            n_won: number;
            quarter: string;
            win_rate: components["schemas"]["Estimate"];
        };
        /** @description When nothing is said. `start` after `end` means over midnight; on the days of `whole_days` nothing at all. */
        QuietHours: {
            /**
             * @description HH:MM
             * @default 07:00
             */
            end: string;
            /**
             * @description HH:MM
             * @default 20:00
             */
            start: string;
            /**
             * @description Days of the week on which nothing is said: 0 is Monday.
             * @default []
             */
            whole_days: number[];
            /**
             * @description IANA time zone, such as Europe/Berlin.
             * @default UTC
             */
            zone: string;
        };
        /** @description A text as it was said; whoever wrote it, it stays text. */
        QuoteBlock: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "quote";
            /** @default [] */
            notes: string[];
            text: string;
            title: string;
        };
        /** @description One quotation, verbatim, with its source and what is known of it. */
        Quoted: {
            /** @default [] */
            notes: string[];
            source: string;
            text: string;
        };
        /** @description Quotations; whoever wrote them, they stay text. Nothing is shown where there are none. */
        QuotesBlock: {
            /** @default [] */
            items: components["schemas"]["Quoted"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "quotes";
            title: string;
        };
        /** @description How often cards of all kinds helped in one month. */
        RatedInMonthOut: {
            helpful: number;
            /**
             * Format: date
             * @description Its first day.
             */
            month: string;
            /** @description Ratings that are missing until the share says something; 0: it does. */
            more: number;
            not_helpful: number;
            /** @description That helped; Wilson's 90 % interval. */
            share: components["schemas"]["Estimate"];
            /** @description Of both, how many by somebody whom only the holder of a key names. */
            told: number;
        };
        /** @description How often a kind of card helped on one host. */
        RatedOnHostOut: {
            helpful: number;
            /** @description Key of a CRM, or `workspace`, `embed`, `link`, `api`. */
            host: string;
            /** @description Ratings that are missing until the share says something; 0: it does. */
            more: number;
            not_helpful: number;
            /** @description That helped; Wilson's 90 % interval. */
            share: components["schemas"]["Estimate"];
            /** @description Of both, how many by somebody whom only the holder of a key names. */
            told: number;
        };
        /** @description How often a kind of card helped, as its readers say. */
        RatedOut: {
            helpful: number;
            hosts: components["schemas"]["RatedOnHostOut"][];
            kind: string;
            /** @description Ratings that are missing until the share says something; 0: it does. */
            more: number;
            not_helpful: number;
            /** @description That helped; Wilson's 90 % interval. */
            share: components["schemas"]["Estimate"];
            /** @description Of both, how many by somebody whom only the holder of a key names. */
            told: number;
        };
        /** @description Why a card did not help, in somebody's words. */
        RatingReasonOut: {
            /** Format: date-time */
            at: string;
            host: string;
            kind: string;
            note: string;
        };
        /** @description What readers think of cards. */
        RatingsOut: {
            /** Format: date-time */
            as_of: string;
            /** @description Ratings from which on a share says something. */
            enough: number;
            items: components["schemas"]["RatedOut"][];
            /** @description Of the last twelve, those with ratings; oldest first. */
            months: components["schemas"]["RatedInMonthOut"][];
            /** @description Newest first; null for reps. */
            reasons: components["schemas"]["RatingReasonOut"][] | null;
        };
        /**
         * @description How far somebody's contacts reach.
         *
         *     Attributes:
         *         touches: Mails, calls and meetings with them on this deal.
         *         theirs: Those in which they took part themselves.
         *         ours: Who of us deals with them, most first.
         *         colleagues: Ids of others of the committee who were in the same mails, calls or meetings.
         */
        Reach: {
            colleagues: string[];
            ours: components["schemas"]["Contacted"][];
            theirs: number;
            touches: number;
        };
        /** @description Whether requests can be served. */
        ReadyOut: {
            checks: {
                [key: string]: components["schemas"]["CheckOut"];
            };
            /** @enum {string} */
            status: "ready" | "not ready";
        };
        /** @description How many losses are stated to be for one category while the records point at another. */
        ReasonPair: {
            n: number;
            shown: ("timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other") | null;
            /** @enum {string} */
            stated: "timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other";
        };
        /** @description Somebody outside the database who received something. */
        Recipient: {
            count: number;
            /** @default null */
            last_at: string | null;
            what: string;
            who: string;
        };
        /** @description Names one record, or document, inside a workspace. */
        RecordRef: {
            connection: string;
            id: string;
            type: ("deal" | "company" | "contact" | "deal_contact" | "activity" | "stage_change" | "field_change" | "line_item" | "owner") | "document";
        };
        /** @description A column that was not learned from because it gives the outcome away. */
        RefusedColumn: {
            column: string;
            label: string;
            text: string;
            why: string;
        };
        /** @description One row that can't be taken. */
        RefusedRow: {
            column: string | null;
            file: string;
            line: number;
            reason: string;
        };
        /** @description A refusal, and why. */
        RejectIn: {
            /** @description Who does it; the key's holder vouches. */
            by: string;
            note: string;
        };
        /** @description Texts, best first; `empty` says what it means that there is none, `keys` how the keyboard copies them. */
        RepliesBlock: {
            /** @default  */
            empty: string;
            /** @default [] */
            items: components["schemas"]["Reply"][];
            /** @default  */
            keys: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "replies";
            title: string;
        };
        /** @description One text. `score` is the share of times texts like it were used and helped. */
        Reply: {
            /** @default  */
            checked: string;
            /** @default [] */
            evidence: string[];
            id: string;
            /** @default null */
            score: components["schemas"]["Estimate"] | null;
            text: string;
            tone: string;
            /** @default  */
            why: string;
        };
        /** @description A kept file. */
        ReportFileOut: {
            created_at: string | null;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            media_type: string;
            name: string;
            schedule_id: string;
        };
        /** @description Kept files, newest first. */
        ReportFilesOut: {
            items: components["schemas"]["ReportFileOut"][];
        };
        /** @description A kind of report and what may be asked of it. */
        ReportKindOut: {
            key: string;
            label: string;
            /** @description JSON Schema of its options. */
            options: {
                [key: string]: unknown;
            };
        };
        /** @description Every kind of report. */
        ReportKindsOut: {
            formats: string[];
            items: components["schemas"]["ReportKindOut"][];
        };
        /**
         * @description A report that is made regularly.
         *
         *     Attributes:
         *         report: Its kind.
         *         options: What it is about.
         *         format: Of the file.
         *         every: ``day``, ``week`` or ``month``.
         *         weekday: For ``week``: 0 is Monday.
         *         day: For ``month``; a month that is shorter has it on its last day.
         *         at: Time of day in `zone`; where clocks jump over it, as much later.
         *         deliver: Ids of channels: e-mail gets the file, a webhook the link to it.
         *         keep_days: How long the file is kept.
         */
        ReportSchedule: {
            /** @default 07:00 */
            at: string;
            /** @default 1 */
            day: number;
            /** @default [] */
            deliver: string[];
            /**
             * @default week
             * @enum {string}
             */
            every: "day" | "week" | "month";
            /** @default pdf */
            format: string;
            /** @default null */
            keep_days: number | null;
            name: string;
            options?: {
                [key: string]: unknown;
            };
            report: string;
            /** @default 0 */
            weekday: number;
            /** @default UTC */
            zone: string;
        };
        /** @description A report that is to be made regularly. */
        ReportScheduleIn: {
            at?: string;
            day?: number;
            deliver?: string[];
            /** @enum {string} */
            every?: "day" | "week" | "month";
            format?: string;
            keep_days?: number | null;
            name: string;
            options?: {
                [key: string]: unknown;
            };
            report: string;
            weekday?: number;
            zone?: string;
        };
        /** @description A report that is made regularly. */
        ReportScheduleOut: {
            created_at: string | null;
            error: string | null;
            id: string;
            made_by: string;
            /** Format: date-time */
            next_at: string;
            schedule: components["schemas"]["ReportSchedule"];
        };
        /** @description All of them, oldest first. */
        ReportSchedulesOut: {
            items: components["schemas"]["ReportScheduleOut"][];
        };
        /**
         * @description One answer. `score` is the share of times an answer like this was used and moved the deal on.
         *
         *     `variant` names what was said, whatever words a model found for it; `claims` are those it states, `blocked`
         *     those it had to leave out. Of an answer of the workspace's library, `entry` and `version` name the wording that
         *     was approved, and `approved_until` says until when, if there is an end.
         */
        Response: {
            /** @enum {string} */
            approval: "built_in" | "approved";
            /** @default null */
            approved_until: string | null;
            blocked?: string[];
            claims?: string[];
            /** @default null */
            entry: string | null;
            evidence?: string[];
            id: string;
            score: components["schemas"]["Estimate"];
            text: string;
            tone: string;
            variant: string;
            /** @default null */
            version: number | null;
            why: string;
        };
        /** @description What somebody did with an answer. */
        ResponseFeedbackIn: {
            /** @enum {string} */
            action: "copied" | "edited" | "sent" | "rated";
            /** @description With `rated`. */
            rating?: number | null;
            /** @description With `edited`: the new text. Only how it differs is kept, with strangers' words masked. */
            text?: string | null;
        };
        /** @description What was stored. */
        ResponseFeedbackOut: {
            action: string;
            /** Format: date-time */
            at: string;
            rating: number | null;
            response_id: string;
        };
        /** @description Which version to bring back; left out: the one in use before. */
        RollBackIn: {
            /** @description Who does it; the key's holder vouches. */
            by: string;
            version?: number | null;
        };
        /** @description Probability of winning, how it adds up, and what was left out of it on purpose. */
        Score: {
            base: number;
            factors?: components["schemas"]["ScoreFactor"][];
            /** @default null */
            model: components["schemas"]["ScoreModel"] | null;
            p_win: components["schemas"]["Estimate"];
            refused?: string[];
        };
        /**
         * @description The workspace's sales methodology, filled from evidence.
         *
         *     `coverage` is the share, by weight, of the `n` elements that could be looked at (of `of` in all), a part counting
         *     half; None where nothing could be looked at.
         */
        Scorecard: {
            coverage: number | null;
            elements: components["schemas"]["ScorecardElement"][];
            key: string;
            label: string;
            n: number;
            of: number;
        };
        /** @description Elements of a methodology with its coverage: the share of what could be seen that is evidenced. */
        ScorecardBlock: {
            /** @default null */
            coverage: number | null;
            /** @default [] */
            elements: components["schemas"]["Element"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "scorecard";
            label: string;
            n: number;
            of: number;
        };
        /**
         * @description One thing a sales methodology asks for, as far as the records say it.
         *
         *     `who` are the people behind the evidence, `at` is when the newest of it happened; of what is not visible `why` says
         *     why. Evidence of a missing element shows what was looked for in vain.
         */
        ScorecardElement: {
            /** @default null */
            at: string | null;
            evidence?: string[];
            key: string;
            label: string;
            /** @enum {string} */
            state: "evidenced" | "partly" | "missing" | "not_visible";
            weight: number;
            who?: string[];
            /** @default null */
            why: string | null;
        };
        /** @description One part of the score. `contribution` is in log-odds: base plus all contributions give logit(p_win). */
        ScoreFactor: {
            contribution: number;
            /** @enum {string} */
            direction: "up" | "down";
            evidence?: string[];
            key: string;
            label: string;
        };
        /**
         * @description What said the score.
         *
         *     Attributes:
         *         kind: ``facts`` (declared facts with stated priors), ``linear``, ``additive`` or ``rate`` (the win rate alone).
         *         version: Names the fitted model; ``prior`` before any deal has closed.
         *         accuracy: In words, how good that kind was on deals newer than those it learned from.
         */
        ScoreModel: {
            accuracy: string;
            /** @enum {string} */
            kind: "facts" | "linear" | "additive" | "rate";
            version: string;
        };
        /**
         * @description A part of what moved the chance since the version before.
         *
         *     Attributes:
         *         cause: ``event`` (something that happened), ``time`` (a counter went on), ``record`` (a record changed),
         *             ``model`` (a newly fitted model sees the same deal otherwise), ``certainty`` (more or less is known of the
         *             deal), ``outcome`` or ``rest`` (what hardly counts, summed up).
         *         key: The factor that moved; empty where none did.
         *         what: In words.
         *         log_odds: What it moved.
         *         points: The same in the chance itself, -1 to 1; all moves add up to the difference of the two chances.
         *         evidence: What it rests on.
         */
        ScoreMove: {
            /** @enum {string} */
            cause: "event" | "time" | "record" | "model" | "certainty" | "outcome" | "rest";
            evidence?: string[];
            /** @default  */
            key: string;
            log_odds: number;
            points: number;
            what: string;
        };
        /** @description Whose vectors the ranking rests on, and why not the provider's where there is one. */
        SearchedByOut: {
            model: string;
            reason: string | null;
        };
        /** @description One place: a table, with everything in it that is about the person. */
        Section: {
            /** @default [] */
            entries: components["schemas"]["Entry"][];
            /** @description Name of the place. */
            key: string;
            /**
             * @description `crm`: received from a CRM or tracker; `derived`: computed or worded from that; `given`: entered by people who use the product; `technical`: needed to do the work.
             * @enum {string}
             */
            source: "crm" | "derived" | "given" | "technical";
            title: string;
            /** @description When it goes. */
            until: string;
            /** @description What lies there. */
            what: string;
            /** @description What it is held for. */
            why: string;
        };
        /** @description One value of the field by which the cohort is split. */
        Segment: {
            /** @default null */
            differs: number | null;
            factors?: components["schemas"]["Factor"][];
            /** @default null */
            median_days: components["schemas"]["Estimate"] | null;
            n_lost: number;
            n_open: number;
            n_won: number;
            value: string;
            win_rate: components["schemas"]["Estimate"];
        };
        /** @description What is read and written through one connection. */
        Selection: {
            /** @default null */
            fields: string[] | null;
            /** @default false */
            open: boolean;
            /** @default null */
            pipelines: string[] | null;
            /** @default [] */
            unwritten: string[];
        };
        /** @description The present browser's session. */
        SessionOut: {
            /**
             * @description To be sent as `X-CSRF-Token` with whatever changes anything.
             * @default null
             */
            csrf: string | null;
            /** @description Nobody can sign in to this installation yet. */
            setup_needed: boolean;
            signed_in: boolean;
            /** @default null */
            user: components["schemas"]["UserOut"] | null;
            /** @default null */
            workspace: string | null;
        };
        /** @description The first admin. */
        SetUpIn: {
            login: string;
            /** @description How they are called. */
            name: string;
            /** Format: password */
            passphrase: string;
            /**
             * Format: password
             * @description Of the link that was printed.
             */
            token: string;
        };
        /** @description One bar: `part` of `whole` is filled; `words` say both for people. */
        ShareBar: {
            key: string;
            label: string;
            part: number;
            whole: number;
            words: string;
        };
        /** @description A new link; it is shown this once. */
        SharedOut: {
            /** Format: date-time */
            expires_at: string;
            id: string;
            url: string;
        };
        /** @description For how long a link is open, and for whom. */
        ShareIn: {
            /** @description Id of the person, kept in the audit log. */
            by?: string;
            /** @description Days until it leads nowhere. */
            days?: number;
            /** @description Asked of whoever opens it; tell it by another way. */
            passcode?: string | null;
        };
        /** @description What is or was shared. */
        ShareOut: {
            created_at: string | null;
            /** Format: date-time */
            expires_at: string;
            has_passcode: boolean;
            id: string;
            kind: string;
            made_by: string;
            open: boolean;
            subject_id: string;
            subject_type: string;
            viewed_at: string | null;
            views: number;
        };
        /** @description A report that is made and shared. */
        ShareReportIn: {
            /** @description Id of the person, kept in the audit log. */
            by?: string;
            /** @description Days until it leads nowhere. */
            days?: number;
            /** @description What it is about. */
            options?: {
                [key: string]: unknown;
            };
            /** @description Asked of whoever opens it; tell it by another way. */
            passcode?: string | null;
            /** @description Kind of report. */
            report: string;
        };
        /** @description Bars whose lengths compare the wholes and whose filling compares the parts. */
        SharesBlock: {
            /** @default [] */
            bars: components["schemas"]["ShareBar"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "shares";
            /** @default [] */
            notes: string[];
            title: string;
        };
        /** @description What is and was shared, newest first. */
        SharesOut: {
            items: components["schemas"]["ShareOut"][];
        };
        /** @description Who signs in. */
        SignInIn: {
            login: string;
            /** Format: password */
            passphrase: string;
        };
        /**
         * @description An earlier objection that says the same, what was answered, and what the deal did next.
         *
         *     `answer` is the one that was used, None where none was; `next_move` is None as long as nobody knows it.
         */
        SimilarObjection: {
            /** @default null */
            answer: string | null;
            /** Format: date-time */
            at: string;
            category: string;
            /** @default null */
            deal_id: string | null;
            id: string;
            language: string;
            /** @default null */
            next_move: ("won" | "advanced" | "none" | "lost") | null;
            text: string;
        };
        /**
         * @description How long deals stay in a stage, open ones counted for as long as they have been there.
         *
         *     Attributes:
         *         median: Days by which half have left it; None where the deals don't say.
         *         late_after: Days by which three in four have left it.
         *         late_open: Open deals that have been there longer.
         *         won_if_late: Share won of the closed deals that stayed longer.
         *         won_if_not: Share won of those that did not.
         */
        StageTime: {
            /** @default null */
            late_after: number | null;
            /** @default 0 */
            late_open: number;
            /** @default null */
            median: components["schemas"]["Estimate"] | null;
            n: number;
            pipeline: string;
            stage: string;
            /** @default null */
            won_if_late: components["schemas"]["Estimate"] | null;
            /** @default null */
            won_if_not: components["schemas"]["Estimate"] | null;
        };
        /**
         * @description On which side somebody stands, with reasons.
         *
         *     Attributes:
         *         side: ``unknown`` where too little was seen or a person of ours said something else in their own words.
         *         said: The statement.
         *         by: Whether it was observed or stated by a person of ours; None where nothing is stated.
         *         confidence: Chance that an observed statement holds.
         *         evidence: What they said.
         */
        StanceOf: {
            /** @default null */
            by: ("observed" | "person") | null;
            /** @default null */
            confidence: components["schemas"]["Estimate"] | null;
            evidence?: string[];
            said: string;
            /** @enum {string} */
            side: "champion" | "blocker" | "unknown";
        };
        /** @description A sentence that says what a claim says, as long as that is approved. */
        Stated: {
            claim: string;
        };
        /** @description How often what reps state as reason of a loss agrees with what the records show. */
        StatedReasons: {
            /** @default null */
            agree: components["schemas"]["Estimate"] | null;
            counts?: {
                [key: string]: number;
            };
            n_lost: number;
            n_stated: number;
            pairs?: components["schemas"]["ReasonPair"][];
        };
        /** @description The rep's reason beside what the records show. */
        StatedReasonVsEvidence: {
            /** @enum {string} */
            agreement: "same" | "partly" | "contradicted" | "no_evidence" | "not_stated";
            /** @default null */
            cohort: components["schemas"]["StatedReasons"] | null;
            evidence?: string[];
            shown_category: ("timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other") | null;
            stated: string | null;
            stated_category: ("timeline" | "stakeholders" | "competition" | "pricing" | "requirements" | "other") | null;
            text: string;
        };
        /** @description All versions. */
        StrategiesOut: {
            items: components["schemas"]["StrategyOut"][];
        };
        /** @description A strategy; `crm-ai strategy show` prints the one in force. */
        StrategyIn: {
            document: {
                [key: string]: unknown;
            };
            /** @description Why. */
            note?: string;
        };
        /** @description A strategy as it is in force; version 0 was never set and changes nothing. */
        StrategyOut: {
            at: string | null;
            author: string | null;
            document: {
                [key: string]: unknown;
            };
            note: string;
            version: number;
        };
        /** @description What the insight is about. */
        Subject: {
            id: string;
            type: string;
        };
        /** @description Why the last try failed. */
        SyncErrorOut: {
            at: string | null;
            code: string;
            message: string | null;
        };
        /** @description What kind of sync. */
        SyncIn: {
            /** @description It is right that most records are gone; else that is asked about. */
            accept_loss?: boolean;
            /** @description Compare everything, beside reading what changed. */
            full?: boolean;
        };
        /** @description How a connection's records are kept in step. */
        SyncOut: {
            asked_at: string | null;
            /** @description What the last comparison found, by kind: compared, missed, changed, vanished. */
            compared: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            error: components["schemas"]["SyncErrorOut"] | null;
            /** @description The last time nothing was heard for too long, and when that was mended. */
            gap: {
                [key: string]: string | null;
            } | null;
            /** @description Seconds since the last success. */
            lag_s: number | null;
            last_full_at: string | null;
            last_success_at: string | null;
            next_try_at: string | null;
            /** @description `load`, `changes` or `compare`, while one is under way. */
            phase: string | null;
            /** @description Of the present or last run, by kind. */
            progress: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /** @description What could not be read, by kind: count, and the first. */
            refused: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state: "never" | "waiting" | "running" | "failed" | "in step";
            /**
             * @description How far it is, while one is under way.
             * @default null
             */
            step: components["schemas"]["SyncStepOut"] | null;
        };
        /** @description Which pass over the CRM's records is under way. */
        SyncStepOut: {
            /** @description What is being read. */
            kind: string;
            /** @description `load`, `changes` or `compare`. */
            name: string;
            /** @description Which pass, from 1. */
            number: number;
            /** @description How many passes there are. */
            of: number;
        };
        /**
         * @description Rows under columns; `numeric` names the columns of numbers, `empty` says what it means that there is no row.
         *
         *     The first cell of a row names what the row is about.
         */
        TableBlock: {
            columns: string[];
            /** @default  */
            empty: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "table";
            /** @default [] */
            notes: string[];
            /** @default [] */
            numeric: string[];
            /** @default [] */
            rows: string[][];
            title: string;
        };
        /** @description An answer: sentences of its own and claims, a question or next step to end with, and when to use it. */
        TemplateContent: {
            ask: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "template";
            /** @enum {string} */
            language: "de" | "en" | "es" | "fr" | "it" | "nl" | "pt";
            segments?: ("small" | "medium" | "large")[];
            sentences: (string | components["schemas"]["Stated"])[];
            tones: string[];
            topics: string[];
            why: string;
        };
        /** @description A heading and the traits below it: keys, or groups for all of a group that are not named elsewhere. */
        TemplateSection: {
            title: string;
            traits: string[];
        };
        /** @description Two people of the committee in the same mails, calls or meetings. */
        Tie: {
            a: string;
            b: string;
            by: {
                [key: string]: number;
            };
            evidence: string[];
            /** Format: date-time */
            last: string;
            n: number;
        };
        /** @description One quarter's odds ratio. */
        TrendPoint: {
            odds_ratio: components["schemas"]["Estimate"];
            quarter: string;
        };
        /** @description How it went over time. `slope` is the change of the win rate's log-odds per year. */
        Trends: {
            factors?: components["schemas"]["FactorTrend"][];
            quarters?: components["schemas"]["Quarter"][];
            /** @default null */
            slope: components["schemas"]["Estimate"] | null;
        };
        /** @description A write that failed or waits. */
        Unwritten: {
            /** @default  */
            reason: string;
            /** @enum {string} */
            state: "failed" | "pending";
            what: string;
        };
        /** @description What became of a document: `unchanged` if the same file was there already, under the name it says. */
        UploadedOut: {
            document: components["schemas"]["DocumentOut"];
            /** @enum {string} */
            outcome: "added" | "replaced" | "unchanged";
        };
        /** @description Which model is to serve. */
        UseIn: {
            /** @description The one before if pinned, else the newest, if left out. */
            id?: string | null;
            /** @description It stays, whatever is learned later. */
            pin?: boolean;
        };
        /** @description Who is signed in. */
        UserOut: {
            id: string;
            login: string;
            name: string;
            /** @enum {string} */
            role: "rep" | "manager" | "admin";
        };
        /** @description One variant, by two estimators. */
        VariantOut: {
            category: string;
            doubly_robust: components["schemas"]["WorthOut"];
            snips: components["schemas"]["WorthOut"];
            tone: string;
            variant: string;
        };
        /** @description Variants, best first. */
        VariantsOut: {
            items: components["schemas"]["VariantOut"][];
        };
        /** @description One version of an entry. */
        VersionOut: {
            /** Format: date-time */
            at: string;
            author: string;
            content: {
                [key: string]: unknown;
            };
            decided_at: string | null;
            decided_by: string | null;
            decision_note: string;
            expires_at: string | null;
            in_use: boolean;
            note: string;
            number: number;
            owner: string;
            review_at: string | null;
            state: string;
            submitted_by: string | null;
        };
        /** @description Who sees which part; version 0 is the default. */
        VisibilityOut: {
            at: string | null;
            author: string | null;
            number: number;
            policy: components["schemas"]["VisibilityPolicy"];
        };
        /** @description Audience by part; a part that is not named has the one it has by default. */
        VisibilityPolicy: {
            /**
             * @default everybody
             * @enum {string}
             */
            buying: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @default everybody
             * @enum {string}
             */
            charts: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @default everybody
             * @enum {string}
             */
            communication: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @default everybody
             * @enum {string}
             */
            decision: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @default everybody
             * @enum {string}
             */
            engagement: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @default everybody
             * @enum {string}
             */
            persona: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @default everybody
             * @enum {string}
             */
            priorities: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @description What people wrote, word for word.
             * @default users
             * @enum {string}
             */
            quotes: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
            /**
             * @description Who is for us and who against is nothing for a link.
             * @default team
             * @enum {string}
             */
            stance: "everybody" | "users" | "team" | "owner" | "managers" | "admins";
        };
        /**
         * @description How often somebody wrote, called or visited, by hour of the week.
         *
         *     Attributes:
         *         zone: Time zone in which the hours are told.
         *         basis: How it is known; with ``none`` it is UTC.
         *         counts: Seven rows, Monday first, of 24 hours each.
         *         n: Their sum.
         */
        WeekHours: {
            /** @enum {string} */
            basis: "field" | "country" | "none";
            counts: number[][];
            n: number;
            zone: string;
        };
        /** @description Versions of one answer, newest first. */
        WinLossHistoryOut: {
            items: components["schemas"]["WinLossInsight"][];
        };
        /** @description A cohort, or one deal beside a cohort. Neither: all deals. */
        WinLossIn: {
            /** @description Which deals; left out: all. */
            cohort?: components["schemas"]["CohortIn"];
            /** @description Needed when two connections share the deal's id. */
            connection?: string | null;
            /** @description The deal to explain. */
            deal_id?: string | null;
        };
        /** @description An insight of the win-loss explainer. */
        WinLossInsight: {
            /** Format: date-time */
            as_of: string;
            changes?: components["schemas"]["Change"][];
            connection: string;
            coverage: components["schemas"]["Coverage"];
            deliveries?: components["schemas"]["Delivery"][];
            engine_version: string;
            evidence?: components["schemas"]["Evidence"][];
            fingerprint: string;
            id: string;
            kind: string;
            /** @default en */
            language: string;
            /** @default null */
            model: string | null;
            payload: components["schemas"]["WinLossPayload"];
            /** @default null */
            prompt_version: string | null;
            /**
             * @default engine
             * @enum {string}
             */
            source: "engine" | "llm";
            subject: components["schemas"]["Subject"];
            version: number;
            /**
             * @default {
             *       "by": "engine",
             *       "reason": null,
             *       "replaced": 0
             *     }
             */
            wording: components["schemas"]["WordedBy"];
        };
        /**
         * @description Why deals are won and lost.
         *
         *     The first part is about the cohort; for one deal, the cohort are the closed deals it is compared with, and the
         *     second part is filled.
         */
        WinLossPayload: {
            benchmarks?: components["schemas"]["Benchmark"][];
            by_category?: components["schemas"]["CategoryContribution"][];
            cohort: components["schemas"]["Cohort"];
            cohort_id: string;
            contributions?: components["schemas"]["Contribution"][];
            coverage: components["schemas"]["CohortCoverage"];
            /** @default  */
            data_version: string;
            /** @default null */
            detectable: number | null;
            factors?: components["schemas"]["Factor"][];
            headline: string;
            insights?: components["schemas"]["Finding"][];
            model: components["schemas"]["ModelCard"];
            n_lost: number;
            n_open: number;
            n_won: number;
            /** @default null */
            outcome: ("won" | "lost" | "open") | null;
            /** @default null */
            reasons: components["schemas"]["StatedReasons"] | null;
            /** @default null */
            score: components["schemas"]["DealScore"] | null;
            segments?: components["schemas"]["Segment"][];
            similar?: components["schemas"]["Alike"][];
            stages?: components["schemas"]["StageTime"][];
            /** @default null */
            stated_reason_vs_evidence: components["schemas"]["StatedReasonVsEvidence"] | null;
            timeline?: components["schemas"]["Event"][];
            /**
             * @default {
             *       "factors": [],
             *       "quarters": [],
             *       "slope": null
             *     }
             */
            trends: components["schemas"]["Trends"];
            verdict: string;
        };
        /** @description Whether somebody must not be profiled. */
        WishOut: {
            connection: string;
            contact_id: string;
            /** @description Since when the CRM's record says so; null: it does not. */
            crm_since: string | null;
            do_not_profile: boolean;
            /** @description When what was derived from the person was erased; null while it is still to be, or nobody asked. */
            erased_at: string | null;
            /** @description Who has. */
            here_by: string | null;
            /** @description Since when somebody has said so here; null: nobody has. */
            here_since: string | null;
        };
        /**
         * @description Who put the answer into words, and why nobody better did.
         *
         *     ``last_good`` is an earlier wording of a model for the same substance. `reason` is a stable code: why the
         *     model did not word it, or ``gate`` when it did and `replaced` of its texts had to give way to the engine's.
         */
        WordedBy: {
            /**
             * @default engine
             * @enum {string}
             */
            by: "model" | "fallback_model" | "last_good" | "engine";
            /** @default null */
            reason: string | null;
            /** @default 0 */
            replaced: number;
        };
        /** @description Expected reward if a variant stood first, with its 95 % interval. */
        WorthOut: {
            effective: number;
            high: number;
            low: number;
            n: number;
            value: number;
        };
        /**
         * @description How a persona gets into the CRM.
         *
         *     Attributes:
         *         approval: ``required``: a person approves each version that says something else. ``automatic``: each is written.
         *         note: Whether a note is written.
         *         fields: Whether fields are.
         */
        WritePolicy: {
            /**
             * @default required
             * @enum {string}
             */
            approval: "required" | "automatic";
            /** @default true */
            fields: boolean;
            /** @default true */
            note: boolean;
        };
        /** @description How personas get into the CRM; version 0 is the default. */
        WritePolicyOut: {
            at: string | null;
            author: string | null;
            number: number;
            policy: components["schemas"]["WritePolicy"];
        };
        /** @description Fields a person changed after us, which stay, and writes that failed or wait. Empty when all went well. */
        WrittenBlock: {
            /** @default [] */
            kept: components["schemas"]["Kept"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "written";
            /** @default In the CRM */
            title: string;
            /** @default [] */
            unwritten: components["schemas"]["Unwritten"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    resultsCalibrationGet: {
        parameters: {
            query?: {
                format?: "json" | "csv" | "md";
                since?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In all, by month of closing and by stage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalibrationOut"];
                    "text/csv": string;
                    "text/markdown": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectionsConnectionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of the workspace, by key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectionsConnectionGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectionsDisconnectDelete: {
        parameters: {
            query?: {
                undo?: boolean;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Access is revoked and forgotten. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisconnectedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectionsChoicesGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is, and what was chosen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChoicesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectionsChoosePut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Selection"];
            };
        };
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectionsSyncPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SyncIn"];
            };
        };
        responses: {
            /** @description Workers do it; `Location` says how far it is. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectorsOffersGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OffersOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listingContactsGet: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactListOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    costsPreviewGet: {
        parameters: {
            query?: {
                calls?: number | null;
                feature?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is called and nothing spent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostPreviewOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dealCoachLatestGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                dealId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest version, with the present states of its actions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealCoachInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dealCoachRefreshPost: {
        parameters: {
            query?: {
                connection?: string | null;
                wait?: number;
            };
            header?: never;
            path: {
                dealId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was there within `wait` seconds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealCoachInsight"];
                };
            };
            /** @description It is being computed; `Location` is the job. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dealCoachSetActionPost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                actionId: string;
                dealId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActionStateIn"];
            };
        };
        responses: {
            /** @description The insight with the new state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealCoachInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dealCoachHistoryGet: {
        parameters: {
            query?: {
                connection?: string | null;
                format?: "json" | "csv" | "md";
                limit?: number;
            };
            header?: never;
            path: {
                dealId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryOut"];
                    "text/csv": string;
                    "text/markdown": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listingDealsGet: {
        parameters: {
            query?: {
                ids?: string | null;
                limit?: number;
                offset?: number;
                outcome?: ("open" | "won" | "lost") | null;
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, each with what its newest advice says first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealListOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    committeesCommitteeGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                dealId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members, ties and gaps. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitteeInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    committeesSharePost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                dealId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ShareIn"];
            };
        };
        responses: {
            /** @description The link; it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resultsEffectivenessGet: {
        parameters: {
            query?: {
                format?: "json" | "csv" | "md";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Per action and in all, or that it can't be told yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectivenessOut"];
                    "text/csv": string;
                    "text/markdown": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    knowledgeDocumentsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    knowledgeAddPost: {
        parameters: {
            query: {
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description The same file is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedOut"];
                };
            };
            /** @description It was read, and can be found. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    knowledgeOneGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    knowledgeRemoveDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    knowledgeSearchPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KnowledgeSearchIn"];
            };
        };
        responses: {
            /** @description Best first; whether one fits, it says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeSearchOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategyMethodologiesGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ours and the workspace's own, by key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MethodologiesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategyCheckMethodologyPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentIn"];
            };
        };
        responses: {
            /** @description It can be used. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategyUseMethodologyPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MethodologyIn"];
            };
        };
        responses: {
            /** @description All that can be used; one is marked as used, or none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MethodologiesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsVersionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsShowGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `serving` names the one that serves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelDetailsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsAllowPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                column: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It counts from the next learning on, and every score says so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsRefuseDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                column: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It counts from the next learning on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    modelsUsePost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UseIn"];
            };
        };
        responses: {
            /** @description It serves from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsHistoryGet: {
        parameters: {
            query?: {
                contact_id?: string | null;
                deal_id?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectionHistoryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsAskPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ObjectionIn"];
            };
        };
        responses: {
            /** @description What is objected to, how sure that is, and answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectionInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsOneGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                objectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As they were given. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectionInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsFeedbackOnCardPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                objectionId: string;
                responseId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResponseFeedbackIn"];
            };
        };
        responses: {
            /** @description It is stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResponseFeedbackOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsExportGet: {
        parameters: {
            query?: {
                contact_id?: string | null;
                deal_id?: string | null;
                format?: "json" | "csv" | "md";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectionHistoryOut"];
                    "text/csv": string;
                    "text/markdown": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryEntriesGet: {
        parameters: {
            query?: {
                after?: string;
                kind?: ("claim" | "template") | null;
                language?: ("de" | "en" | "es" | "fr" | "it" | "nl" | "pt") | null;
                limit?: number;
                state?: ("draft" | "in_review" | "approved" | "expired" | "rejected" | "retired") | null;
                topic?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntriesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryAddPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEntryIn"];
            };
        };
        responses: {
            /** @description It is stored and not in use yet. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryEntryGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryEditPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedEntryIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryApprovePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryDiffGet: {
        parameters: {
            query?: {
                a?: number | null;
                b?: number | null;
            };
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As patches show it; empty when they don't. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryDiffOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryExpirePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ByIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryRejectPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryRetirePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ByIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryRollBackPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBackIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    librarySubmitPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ByIn"];
            };
        };
        responses: {
            /** @description The entry as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryVersionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryVersionsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryDueGet: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The most urgent first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntriesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryExportGet: {
        parameters: {
            query?: {
                format?: "json" | "csv" | "yaml";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest version of every entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/yaml": string;
                    "text/csv": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryImportPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportIn"];
            };
        };
        responses: {
            /** @description What came in, or would. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    libraryPolicyGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether authors may approve what they wrote. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    librarySetPolicyPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyIn"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsFeedbackPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                responseId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResponseFeedbackIn"];
            };
        };
        responses: {
            /** @description It is stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResponseFeedbackOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    objectionsVariantsGet: {
        parameters: {
            query?: {
                category?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Best first, with 95 % intervals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariantsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasLatestGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The persona. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasRenewPost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The persona as of now; a new version only if it says something else. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasOverridePatch: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideIn"];
            };
        };
        responses: {
            /** @description The persona with the decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accessExportShowGet: {
        parameters: {
            query?: {
                connection?: string | null;
                format?: "json" | "zip" | "html" | "md";
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessReport"];
                    "application/zip": string;
                    "text/html": string;
                    "text/markdown": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaApprovalsApprovalGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaApprovalOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaApprovalsApprovePost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonaApprovalIn"];
            };
        };
        responses: {
            /** @description Where it stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaApprovalOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaApprovalsWithdrawDelete: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PersonaWithdrawalIn"];
            };
        };
        responses: {
            /** @description Where it stands now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaApprovalOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaApprovalsPreviewGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The writes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaWritesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasChartsGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaChartsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasDiffGet: {
        parameters: {
            query: {
                a: number;
                b: number;
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By trait. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaDiffOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    doNotProfileShowGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wish. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WishOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    doNotProfilePutPut: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wish; with `connection` also of somebody not delivered yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WishOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    doNotProfileDeleteDelete: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wish that is left; what was erased the next sync brings anew. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WishOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasRollbackPost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonaRollBackIn"];
            };
        };
        responses: {
            /** @description The persona. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasSharePost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ShareIn"];
            };
        };
        responses: {
            /** @description The link; it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasVersionsGet: {
        parameters: {
            query?: {
                connection?: string | null;
                format?: "json" | "csv" | "md";
                limit?: number;
            };
            header?: never;
            path: {
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonasOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasCompareGet: {
        parameters: {
            query: {
                connection?: string | null;
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonasOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasComparisonGet: {
        parameters: {
            query: {
                connection?: string | null;
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Trait by trait, those that tell them apart first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComparisonInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personasShareComparisonPost: {
        parameters: {
            query: {
                connection?: string | null;
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ShareIn"];
            };
        };
        responses: {
            /** @description The link; it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaTemplatesTemplatesGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest version of each, by key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaTemplatesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaTemplatesPutPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonaTemplate"];
            };
        };
        responses: {
            /** @description As it counts from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaTemplateOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaTemplatesRemoveDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone; its versions stay on record. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaTemplatesVersionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaTemplatesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaSettingsVisibilityGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audience by part. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisibilityOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaSettingsSetVisibilityPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisibilityPolicy"];
            };
        };
        responses: {
            /** @description The policy in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisibilityOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaSettingsWriteBackGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WritePolicyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personaSettingsSetWriteBackPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WritePolicy"];
            };
        };
        responses: {
            /** @description The policy in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WritePolicyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsPromptsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By feature, newest first; the package's own last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsDiffGet: {
        parameters: {
            query: {
                a: string;
                b: string;
            };
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As patches show it; empty when they don't. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiffOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsStandingGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The running one, or the last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsBeginPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentIn"];
            };
        };
        responses: {
            /** @description It runs; each deal gets always the same version. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsEndDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it stood in the end; the prompt in use is what it was before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsPreviewPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromptPreviewIn"];
            };
        };
        responses: {
            /** @description Redacted as it would be; nothing is sent and nothing kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptPreviewOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsRollbackPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in use again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptTextOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsUsePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromptUseIn"];
            };
        };
        responses: {
            /** @description It is in use. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptTextOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsSavePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromptIn"];
            };
        };
        responses: {
            /** @description It is stored and not in use yet. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promptsVersionGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feature: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its text; `shipped` names the package's. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptTextOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resultsRatingsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By kind of card and by host; reasons for managers and admins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatingsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportSchedulesFilesGet: {
        parameters: {
            query?: {
                limit?: number;
                schedule?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportFilesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportSchedulesFileGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                fileId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/csv": string;
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportSchedulesListedGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportSchedulesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportSchedulesAddPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportScheduleIn"];
            };
        };
        responses: {
            /** @description The schedule. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportScheduleOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportSchedulesRemoveDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportsKindsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every kind. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportKindsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reportsReportGet: {
        parameters: {
            query?: {
                format?: string;
            };
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/pdf": string;
                    "text/csv": string;
                    "text/html": string;
                    "text/markdown": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategyStrategyGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With its version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategySetStrategyPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StrategyIn"];
            };
        };
        responses: {
            /** @description It counts from the next look at a deal on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategyCheckStrategyPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocumentIn"];
            };
        };
        responses: {
            /** @description It can be used. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    strategyVersionsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategiesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    winLossAskPost: {
        parameters: {
            query?: {
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WinLossIn"];
            };
        };
        responses: {
            /** @description The answer; the stored one while its records are the same. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WinLossInsight"];
                };
            };
            /** @description It takes longer; `Location` is the job. Ask again when it is done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    winLossLatestGet: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                subjectId: string;
                subjectType: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it was given. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WinLossInsight"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    winLossHistoryGet: {
        parameters: {
            query?: {
                connection?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                subjectId: string;
                subjectType: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WinLossHistoryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsListedGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRulesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsAddPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRuleIn"];
            };
        };
        responses: {
            /** @description The rule. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRuleOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsSingleGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRuleOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsChangePut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRuleIn"];
            };
        };
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRuleOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsRemoveDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsFirePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it found and what was said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsFoundGet: {
        parameters: {
            query?: {
                deal?: string | null;
                limit?: number;
                rule?: string | null;
                state?: ("waiting" | "sent") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` alerts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsPatternsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatternsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alertsPreviewPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRuleIn"];
            };
        };
        responses: {
            /** @description The deals it fits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    winLossDrillPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrillIn"];
            };
        };
        responses: {
            /** @description Those first in which it counts most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrillOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    winLossFieldsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fields of deals and companies, custom ones and measured facts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cardsCardGet: {
        parameters: {
            query?: {
                connection?: string | null;
                format?: string | null;
                language?: string | null;
                template?: string | null;
            };
            header?: never;
            path: {
                kind: string;
                recordId: string;
                recordType: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The card, by `format` or `Accept`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardOut"];
                    "text/html": string;
                    "text/markdown": string;
                    "text/plain": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cardsFeedbackPost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                kind: string;
                recordId: string;
                recordType: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CardFeedbackIn"];
            };
        };
        responses: {
            /** @description It is kept; of each person the last word counts. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cardsLinkPost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                kind: string;
                recordId: string;
                recordType: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CardLinkIn"];
            };
        };
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardLinkOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharesShareCardPost: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path: {
                kind: string;
                recordId: string;
                recordType: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ShareIn"];
            };
        };
        responses: {
            /** @description The link; it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsListedGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelsOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsAddPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelIn"];
            };
        };
        responses: {
            /** @description Its id, and the secret that signs webhooks. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewChannelOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsRemoveDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing more is sent there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsEnablePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in use. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsTryOutPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliveriesListedGet: {
        parameters: {
            query?: {
                conflicts?: boolean;
                connection?: string | null;
                deal?: string | null;
                limit?: number;
                state?: ("pending" | "done" | "failed" | "superseded" | "undone") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` deliveries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveriesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliveriesSingleGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliveriesReplayPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, waiting again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliveriesUndoPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery; `reason` says what stayed because a person changed it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliveriesDryRunPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DryRunIn"];
            };
        };
        responses: {
            /** @description Each write, with what it finds and what it leaves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    embedExchangePost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbedExchangeIn"];
            };
        };
        responses: {
            /** @description For the page's memory; no cookie is set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedSessionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    embedRenewPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The one before counts until its own end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedSessionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    embedTokenPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbedIn"];
            };
        };
        responses: {
            /** @description The token and the page's address. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedTokenOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hostsNextStepPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description The step, in the CRM's own form; the same for the same request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobsJobGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keysKeysGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeysOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keysCreatePost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyIn"];
            };
        };
        responses: {
            /** @description The key; it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keysRevokeDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It opens nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    livePollGet: {
        parameters: {
            query?: {
                since?: string | null;
                topics?: string;
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest first; `resync` means: fetch everything again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsNoticesGet: {
        parameters: {
            query?: {
                about?: string | null;
                channel?: string | null;
                limit?: number;
                state?: ("pending" | "done" | "failed") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` notices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channelsAgainPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                noticeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notice, waiting again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasuresListedGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasuresOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasuresForgetPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureIn"];
            };
        };
        responses: {
            /** @description The receipt; everything is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureOut"];
                };
            };
            /** @description The receipt; what is `pending` is gone on with until it is done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasuresSingleGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasuresLiftPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt; from now on the CRM's records of them are taken again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erasuresRetryPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                erasureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessionSessionGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session, or that there is none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessionSignInPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInIn"];
            };
        };
        responses: {
            /** @description Signed in; the cookie is the session's. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessionSignOutDelete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no session any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessionSetUpPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpIn"];
            };
        };
        responses: {
            /** @description Made and signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharesListedGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most a hundred. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharesOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharesShareReportPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareReportIn"];
            };
        };
        responses: {
            /** @description The link; it is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharesRevokeDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shareId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It leads nowhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspaceStartGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspacePageGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cardPageAssetGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspaceBuiltGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cardPagePageGet: {
        parameters: {
            query?: {
                t?: string;
            };
            header?: never;
            path: {
                kind: string;
                recordId: string;
                recordType: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    embedPagePageGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                frame: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthHealthzGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    installCallbackGet: {
        parameters: {
            query?: {
                code?: string;
                error?: string;
                error_description?: string;
                state?: string;
            };
            header?: never;
            path: {
                connector: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Connected; a page says what is left to do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    installLinkPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["InstallLinkIn"];
            };
        };
        responses: {
            /** @description The link; it works once, in one browser. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallLinkOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    installStartGet: {
        parameters: {
            query?: {
                t?: string;
            };
            header?: never;
            path: {
                connector: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    installGoPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": unknown;
            };
        };
        responses: {
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthMetricsGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts and times, nothing personal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapiOpenapiJsonGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthReadyzGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyOut"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharedPageShowGet: {
        parameters: {
            query?: {
                format?: string;
            };
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was shared. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharedPageUnlockPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": unknown;
            };
        };
        responses: {
            /** @description What was shared. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/html": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooksHubspotPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Accepted and on disk. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooksIncomingPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Accepted and on disk. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooksSalesforcePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/xml": unknown;
            };
        };
        responses: {
            /** @description Accepted and on disk: `Ack` is true. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/xml": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    liveWebsocketGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
