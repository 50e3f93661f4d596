import QtQuick
import Saltern.Studio
import Saltern.Ui

// What a studio that crashed had not saved, one draft after the other, as a difference from its file.
DiffDialog {
    id: dialog

    property var draft: null

    function offer(): void {
        const drafts = Workspace.recoverable;
        draft = drafts.length > 0 ? drafts[0] : null;
        if (draft !== null)
            open();
        else
            close();
    }

    title: draft === null ? "" : qsTr("Unsaved changes of %1 from %2 were kept").arg(draft.name || qsTr("a new pipeline"))
                                     .arg(draft.time.toLocaleString(Qt.locale(), Locale.ShortFormat))
    diff: draft === null ? "" : draft.diff
    acceptText: qsTr("Recover")
    rejectText: qsTr("Later")
    closesOnAccept: false
    onAccepted: {
        Workspace.recover(draft.id);
        offer();
    }
    extraButtons: AppButton {
        objectName: "discardDraft"
        kind: "danger"
        text: qsTr("Discard")
        onClicked: {
            Workspace.discardDraft(dialog.draft.id);
            dialog.offer();
        }
    }
}
