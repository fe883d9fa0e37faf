import { hubspot } from "@hubspot/ui-extensions";
import { RecordCard } from "./RecordCard";

hubspot.extend(() => <RecordCard kind="win_loss" />);

export default RecordCard;
