pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Dialogs
import QtQuick.Templates as T
import Saltern.Studio
import Saltern.Ui

// A document as the configuration of another system: its files, what each node became, and what to
// do with them. Follows edits while it is open.
Basic.Popup {
    id: dialog

    property PipelineDocument document: null
    property Selection selection: document === null ? null : document.selection
    readonly property alias model: model
    readonly property string name: document === null ? "" : document.name

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Math.round(1016 * Math.min(Theme.scale, 1.3)), (parent?.width ?? 1016) - 48)
    height: Math.min(Math.round(640 * Math.min(Theme.scale, 1.3)), (parent?.height ?? 640) - 48)
    padding: 0
    modal: true
    focus: true
    closePolicy: Basic.Popup.CloseOnEscape
    T.Overlay.modal: Rectangle { color: Qt.alpha("#000000", Theme.dark ? 0.6 : 0.35) }
    onOpened: files.forceActiveFocus()

    PopupName { popup: dialog; value: qsTr("Export %1").arg(dialog.name) }
    ExportModel {
        id: model
        document: dialog.document
        active: dialog.visible
        selectedNodes: dialog.selection === null ? [] : dialog.selection.nodes
        onSpansChanged: if (spans.length > 0) preview.reveal(spans[0].first)
    }
    background: Rectangle {
        radius: Theme.radius + 4
        color: Theme.panel
        border.color: Theme.borderStrong
    }
    FileDialog {
        id: archive
        title: qsTr("Save the export")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "tar.gz"
        nameFilters: [qsTr("Archives (*.tar.gz)")]
        onAccepted: model.saveArchive(selectedFile)
    }
    FolderDialog {
        id: folder
        title: qsTr("Choose the folder to export to")
        onAccepted: model.writeFolder(selectedFolder)
    }

    Item {
        id: head
        width: parent.width
        height: Math.round(60 * Math.min(Theme.scale, 1.3))
        Label {
            anchors { left: parent.left; leftMargin: 20; verticalCenter: parent.verticalCenter }
            text: qsTr("Export %1").arg(dialog.name)
            font.pixelSize: Theme.fontLarge
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        SegmentedControl {
            anchors { right: shut.left; rightMargin: 12; verticalCenter: parent.verticalCenter }
            model: dialog.model.choices
            value: dialog.model.choice
            onChosen: value => dialog.model.choice = value
        }
        IconButton {
            id: shut
            anchors { right: parent.right; rightMargin: 14; verticalCenter: parent.verticalCenter }
            iconName: "close"
            tip: qsTr("Close (Escape)")
            onClicked: dialog.close()
        }
        Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: 1; color: Theme.border }
    }
    Item {
        id: side
        anchors { left: parent.left; top: head.bottom; bottom: foot.top }
        width: Math.round(292 * Math.min(Theme.scale, 1.3))
        ExportFileTree {
            id: files
            objectName: "files"
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: 12 }
            height: Math.min(contentHeight, Math.max(parent.height * 0.46, parent.height - report.wanted - 36))
            model: dialog.model.files
            current: dialog.model.currentFile
            onChosen: path => dialog.model.currentFile = path
        }
        ExportReport {
            id: report
            anchors { left: parent.left; right: parent.right; top: files.bottom; bottom: parent.bottom; margins: 12 }
            model: dialog.model
            onNodeChosen: id => {
                if (dialog.selection !== null)
                    dialog.selection.set([id]);
                dialog.model.showNode(id);
            }
        }
        Rectangle { anchors.right: parent.right; width: 1; height: parent.height; color: Theme.border }
    }
    CodeEditor {
        id: preview
        objectName: "preview"
        anchors { left: side.right; right: parent.right; top: head.bottom; bottom: foot.top; margins: 14 }
        visible: model.error === ""
        readOnly: true
        name: model.currentFile !== "" ? model.currentFile : qsTr("Preview")
        text: model.currentText
        language: highlighting.languageOf(model.currentFile, model.currentText)
        spans: model.spans
    }
    SyntaxHighlighter { id: highlighting }
    ExportFailure {
        anchors.centerIn: preview
        width: preview.width - 80
        visible: model.error !== ""
        text: model.error
    }
    ExportFooter {
        id: foot
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        model: dialog.model
        onSaveRequested: archive.open()
        onFolderRequested: folder.open()
    }
}
