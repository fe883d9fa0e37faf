import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { ShareDialog } from "./ShareDialog";
import { useText } from "./text";

interface Props {
  share: (body: Model<"ShareIn">) => Promise<Model<"SharedOut">>;
}

/** Shares what is in sight by a link that expires. */
export function ShareButton({ share }: Props) {
  const say = useText();
  const [open, setOpen] = useState(false);
  const sharing = useMutation({
    mutationFn: (asked: { days: number; passcode: string | null }) => share({ ...asked, by: "workspace" }),
  });
  return (
    <>
      <AIButton size="small" onClick={() => setOpen(true)}>
        {say("share.open")}
      </AIButton>
      {open && (
        <ShareDialog
          busy={sharing.isPending}
          error={sharing.error}
          made={sharing.data}
          onShare={sharing.mutate}
          onClose={() => {
            setOpen(false);
            sharing.reset();
          }}
        />
      )}
    </>
  );
}
