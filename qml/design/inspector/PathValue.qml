import QtQuick
import QtQuick.Dialogs
import Saltern.Ui

// A file beside the document, chosen or written. The picker takes none from outside its folder.
Column {
    id: editor

    property var value
    property string placeholder: ""
    property string name: ""
    property bool invalid: false
    property string documentPath: ""
    property string refusal: ""
    signal edited(var value)
    signal finished()

    function choose(file: url) {
        const path = FieldPreview.pathBeside(documentPath, file);
        refusal = path === "" ? qsTr("That file is not in the pipeline's folder. Copy it there first.") : "";
        if (path !== "") {
            edited(path);
            finished();
        }
    }

    spacing: 4
    Row {
        width: parent.width
        spacing: 6
        TextValue {
            width: parent.width - pick.width - parent.spacing
            value: editor.value
            placeholder: editor.placeholder
            name: editor.name
            invalid: editor.invalid
            mono: true
            onEdited: value => editor.edited(value)
            onFinished: editor.finished()
        }
        IconButton {
            id: pick
            iconName: "folder"
            framed: true
            enabled: editor.documentPath !== ""
            tip: enabled ? qsTr("Choose a file") : qsTr("Save the pipeline first; files are chosen beside it")
            onClicked: dialog.open()
        }
    }
    Label {
        visible: text !== ""
        width: parent.width
        wrapMode: Text.Wrap
        text: editor.refusal
        color: Theme.warning
        font.pixelSize: Theme.fontSmall
    }
    FileDialog {
        id: dialog
        title: qsTr("Choose a file for “%1”").arg(editor.name)
        currentFolder: FieldPreview.folderOf(editor.documentPath)
        onAccepted: editor.choose(selectedFile)
    }
}
