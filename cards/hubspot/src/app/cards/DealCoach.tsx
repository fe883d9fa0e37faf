import { hubspot } from "@hubspot/ui-extensions";
import { RecordCard } from "./RecordCard";

hubspot.extend(() => <RecordCard kind="deal_coach" />);

export default RecordCard;
