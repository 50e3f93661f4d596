import QtQuick
import Saltern.Studio
import Saltern.Ui

// A note for readers of the pipeline; it is saved in the document.
Item {
    id: tab

    required property PipelineDocument document
    required property string node
    property int revision: 0
    readonly property string note: document === null || node === "" ? "" : (revision, document.noteOf(node))

    onNoteChanged: if (box.text !== note) box.text = note

    Connections {
        target: tab.document
        function onEdited() { ++tab.revision; }
    }
    TextBox {
        id: box
        objectName: "note"
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 16 }
        height: Math.min(Math.max(implicitHeight, 160), parent.height - 64)
        clip: true
        text: tab.note
        placeholderText: qsTr("Why is this node here?")
        Accessible.name: qsTr("Note")
        onTextChanged: if (activeFocus && text !== tab.note) tab.document.setNote(tab.node, text)
        onActiveFocusChanged: if (!activeFocus && tab.document !== null) tab.document.endTyping()
    }
    Label {
        anchors { left: box.left; right: box.right; top: box.bottom; topMargin: 8 }
        wrapMode: Text.Wrap
        tone: "muted"
        font.pixelSize: Theme.fontSmall
        text: qsTr("Markdown, saved with the pipeline.")
    }
}
