import QtQuick
import QtQuick.Dialogs
import Saltern.Studio
import Saltern.Ui

// Questions of the window: files, unsaved changes, differences, the first run.
Item {
    id: dialogs

    required property var shell
    property int closing: -1

    // A dialog is no wider than what it belongs to.
    anchors.fill: parent

    function open(): void { opener.open(); }
    function saveAs(): void { saver.open(); }
    function offerObserve(document: PipelineDocument): void {
        offer.document = document;
        offer.open();
    }
    function replay(): void {
        replayer.document = shell.document;
        replayer.open();
    }
    function showDiskDiff(): void {
        diskDiff.diff = shell.document.diskDiff();
        diskDiff.open();
    }
    function exportPipeline(): void {
        exporter.active = true;
        exporter.item?.open();
    }
    function openSettings(): void {
        settings.active = true;
        settings.item?.open();
    }
    function askQuit(): void { quitter.open(); }
    function offerRecovery(): void { recovery.offer(); }
    function close(index: int): void {
        const document = Workspace.documents.at(index);
        if (!document)
            return;
        closing = index;
        if (document.modified)
            unsaved.open();
        else
            Workspace.close(index);
    }

    FileDialog {
        id: opener
        title: qsTr("Open pipelines")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("Pipelines (*.saltern.yaml *.yaml)"), qsTr("All files (*)")]
        onAccepted: {
            Workspace.openDropped(selectedFiles);
            dialogs.shell.page = "design";
        }
    }
    FileDialog {
        id: saver
        title: qsTr("Save the pipeline as")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "saltern.yaml"
        nameFilters: [qsTr("Pipelines (*.saltern.yaml)")]
        onAccepted: dialogs.shell.document.saveAs(decodeURIComponent(String(selectedFile).replace(/^file:\/\//, "")))
    }
    AppDialog {
        id: unsaved
        objectName: "unsavedDialog"
        title: qsTr("Save the changes first?")
        acceptText: qsTr("Save")
        onAccepted: {
            const document = Workspace.documents.at(dialogs.closing);
            if (document.path === "") {
                Workspace.currentIndex = dialogs.closing;
                saver.open();
            } else if (document.save()) {
                Workspace.close(dialogs.closing);
            }
        }
        extraButtons: AppButton {
            objectName: "discard"
            kind: "danger"
            text: qsTr("Discard")
            onClicked: {
                unsaved.close();
                Workspace.close(dialogs.closing);
            }
        }
        Label {
            width: parent.width
            wrapMode: Text.Wrap
            tone: "muted"
            text: qsTr("What was changed since the last save would be lost.")
        }
    }
    DiffDialog {
        id: diskDiff
        objectName: "diskDiff"
        title: qsTr("What changed on disk")
        acceptText: qsTr("Reload")
        rejectText: qsTr("Close")
        onAccepted: dialogs.shell.document.reload()
    }
    QuitDialog {
        id: quitter
        objectName: "quitDialog"
        onQuitWanted: Qt.quit()
        onNameWanted: saver.open()
    }
    RecoveryDialog {
        id: recovery
        objectName: "recoveryDialog"
        onAccepted: dialogs.shell.page = "design"
    }
    ObserveOffer {
        id: offer
        objectName: "observeOffer"
    }
    ReplayDialog {
        id: replayer
        objectName: "replayDialog"
        onAccepted: dialogs.shell.page = "design"
    }
    Loader {
        id: settings
        active: false
        source: "../settings/SettingsDialog.qml"
    }
    Loader {
        id: exporter
        active: false
        source: "../export/ExportDialog.qml"
        onLoaded: {
            item.document = Qt.binding(() => dialogs.shell.document);
        }
    }
}
