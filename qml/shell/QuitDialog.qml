import QtQuick
import Saltern.Studio
import Saltern.Ui

// Before the studio ends with changes that are not saved. New pipelines have no file: they are saved
// one by one under a name of their own.
AppDialog {
    id: dialog

    signal quitWanted()
    signal nameWanted()

    title: qsTr("Save the changes of %n pipeline(s) first?", "", Workspace.unsavedCount())
    acceptText: qsTr("Save")
    onAccepted: {
        for (let i = 0; i < Workspace.documents.count; ++i) {
            const document = Workspace.documents.at(i);
            if (!document.modified)
                continue;
            if (document.path === "" || !document.save()) {
                Workspace.currentIndex = i;
                nameWanted();
                return;
            }
        }
        quitWanted();
    }
    extraButtons: AppButton {
        objectName: "discardAll"
        kind: "danger"
        text: qsTr("Discard")
        onClicked: {
            dialog.close();
            for (let i = Workspace.documents.count - 1; i >= 0; --i) {
                const document = Workspace.documents.at(i);
                if (document.modified && document.path === "")
                    Workspace.close(i);
                else if (document.modified)
                    document.reload();
            }
            dialog.quitWanted();
        }
    }
    Label {
        width: parent.width
        wrapMode: Text.Wrap
        tone: "muted"
        text: qsTr("What was changed since the last save would be lost.")
    }
}
