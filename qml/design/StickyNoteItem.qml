pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// A note in Markdown; a double-click or Enter edits its text in place.
Rectangle {
    id: note

    required property CanvasView canvas
    required property int index
    readonly property var modelData: canvas.notes[index] ?? { id: "", text: "", rect: Qt.rect(0, 0, 0, 0) }
    property bool editing: false
    readonly property bool chosen: canvas.document !== null && canvas.document.selection.notes.includes(modelData.id)
    readonly property real zoom: canvas.zoom

    function edit(): void {
        editor.text = modelData.text;
        editing = true;
        editor.forceActiveFocus();
        editor.cursorPosition = editor.length;
    }

    function finish(takes: bool): void {
        if (!editing)
            return;
        editing = false;
        if (takes && editor.text !== modelData.text)
            canvas.document.setStickyNoteText(modelData.id, editor.text);
        canvas.forceActiveFocus();
    }

    x: modelData.rect.x
    y: modelData.rect.y
    width: modelData.rect.width
    height: modelData.rect.height
    radius: 6 * zoom
    color: Theme.warningSurface
    border.width: chosen || editing ? 2 : 1
    border.color: chosen || editing ? Theme.accent : Qt.alpha(Theme.warning, 0.4)
    Accessible.role: Accessible.Note
    Accessible.name: qsTr("Note: %1").arg(modelData.text)

    NoteText {
        visible: !note.editing && !note.canvas.distant
        x: 12 * note.zoom
        y: 10 * note.zoom
        width: parent.width - 2 * x
        height: parent.height - 2 * y
        zoom: note.zoom
        text: note.modelData.text !== "" ? note.modelData.text : qsTr("*Double-click to write*")
        color: Theme.text
        linkColor: Theme.accent
        family: Theme.family
    }
    Basic.TextArea {
        id: editor
        objectName: "noteEditor"
        visible: note.editing
        anchors.fill: parent
        padding: Math.round(12 * Theme.scale)
        wrapMode: TextEdit.Wrap
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.onAccent
        font.family: Theme.monoFamily
        font.pixelSize: Math.round(12 * Theme.scale)
        background: null
        Accessible.name: qsTr("The note's text, in Markdown")
        Keys.onEscapePressed: note.finish(false)
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Return && (event.modifiers & Qt.ControlModifier)) {
                event.accepted = true;
                note.finish(true);
            }
        }
        onActiveFocusChanged: if (!activeFocus) note.finish(true)
    }
}
