pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// A note in Markdown; a double-click or Enter edits its text in place.
Rectangle {
    id: note

    required property CanvasView canvas
    required property var modelData
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

    Text {
        visible: !note.editing && note.zoom >= 0.4
        x: 12 * note.zoom
        y: 10 * note.zoom
        width: (parent.width - 24 * note.zoom) / note.zoom
        height: (parent.height - 20 * note.zoom) / note.zoom
        scale: note.zoom
        transformOrigin: Item.TopLeft
        clip: true
        wrapMode: Text.Wrap
        textFormat: Text.MarkdownText
        text: note.modelData.text !== "" ? note.modelData.text : qsTr("*Double-click to write*")
        color: Theme.text
        font.family: Theme.family
        font.pixelSize: 12
        linkColor: Theme.accent
    }
    Basic.TextArea {
        id: editor
        objectName: "noteEditor"
        visible: note.editing
        anchors.fill: parent
        padding: 12
        wrapMode: TextEdit.Wrap
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.onAccent
        font.family: Theme.monoFamily
        font.pixelSize: 12
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
