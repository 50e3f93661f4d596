import QtQuick
import Saltern.Ui

// What was checked or done, and what can be done with the export.
Item {
    id: foot

    required property ExportModel model
    readonly property bool usable: model.error === "" && !model.busy && model.nodes.length > 0
    signal saveRequested()
    signal folderRequested()

    implicitHeight: Math.round(56 * Math.min(Theme.scale, 1.3))

    Rectangle { width: parent.width; height: 1; color: Theme.border }
    Row {
        anchors { left: parent.left; leftMargin: 20; right: buttons.left; rightMargin: 16; verticalCenter: parent.verticalCenter }
        spacing: 10
        Label {
            id: status
            objectName: "exportStatus"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, parent.width - replace.width - 10)
            color: foot.model.resultFailed || foot.model.result === "" && !foot.model.checkPassed && foot.model.error === ""
                   ? Theme.danger : foot.model.result !== "" ? Theme.good : Theme.textMuted
            text: foot.model.busy ? qsTr("Working…") : foot.model.result !== "" ? foot.model.result : foot.model.checked
            HoverHandler { id: hover }
            AppToolTip {
                visible: hover.hovered && (status.truncated || foot.model.editedFiles.length > 0)
                text: foot.model.editedFiles.length > 0
                      ? qsTr("Edited by somebody and kept: %1. The new ones are beside them, as .new.").arg(String(foot.model.editedFiles))
                      : status.text
            }
        }
        AppButton {
            id: replace
            visible: foot.model.editedFiles.length > 0
            width: visible ? implicitWidth : 0
            text: qsTr("Replace them")
            tip: qsTr("Write over the files that somebody edited")
            onClicked: foot.model.replaceEdited()
        }
    }
    Row {
        id: buttons
        anchors { right: parent.right; rightMargin: 20; verticalCenter: parent.verticalCenter }
        spacing: 10
        AppButton {
            objectName: "copy"
            text: qsTr("Copy")
            tip: qsTr("Copy the file that is shown")
            enabled: foot.usable
            onClicked: foot.model.copyCurrentFile()
        }
        AppButton {
            text: qsTr("Save as .tar.gz")
            enabled: foot.usable
            onClicked: foot.saveRequested()
        }
        AppButton {
            kind: "primary"
            text: qsTr("Export to folder…")
            enabled: foot.usable
            onClicked: foot.folderRequested()
        }
    }
}
