import QtQuick
import Saltern.Studio
import Saltern.Ui

// Finds nodes by what they are and what they hold. Enter or F3 goes to the next, with Shift to the
// one before; Escape closes it.
Rectangle {
    id: finder

    required property CanvasView canvas
    property var hits: []
    property int at: -1
    signal closed()

    function open(): void {
        visible = true;
        field.forceActiveFocus();
        field.selectAll();
        look();
    }
    function close(): void {
        visible = false;
        closed();
    }
    function look(): void {
        const kept = hits[at] ?? "";
        hits = canvas.document === null ? [] : canvas.document.findNodes(field.text);
        at = hits.indexOf(kept);
    }
    function go(way: int): void {
        look();
        if (hits.length === 0)
            return;
        at = at < 0 ? (way > 0 ? 0 : hits.length - 1) : (at + way + hits.length) % hits.length;
        const rect = canvas.document.rectOf(hits[at]);
        canvas.document.selection.set([hits[at]]);
        canvas.centreOn(Qt.point(rect.x + rect.width / 2, rect.y + rect.height / 2));
    }

    visible: false
    width: Math.round(340 * Theme.scale)
    height: Theme.controlHeight + 12
    radius: Theme.radius
    color: Theme.panel
    border.color: Theme.borderStrong
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Find nodes")

    AppTextField {
        id: field
        objectName: "nodeFinderField"
        anchors { left: parent.left; leftMargin: 6; right: tally.left; rightMargin: 8; verticalCenter: parent.verticalCenter }
        placeholderText: qsTr("Find: text, is:invalid, uses:nginx")
        invalid: text !== "" && finder.hits.length === 0
        onTextChanged: finder.look()
        Accessible.name: qsTr("Find nodes")
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_F3)
                finder.go((event.modifiers & Qt.ShiftModifier) !== 0 ? -1 : 1);
            else if (event.key === Qt.Key_Escape)
                finder.close();
            else
                return;
            event.accepted = true;
        }
    }
    Label {
        id: tally
        objectName: "nodeFinderTally"
        anchors { right: previous.left; rightMargin: 4; verticalCenter: parent.verticalCenter }
        text: field.text === "" ? "" : finder.hits.length === 0 ? qsTr("none")
            : finder.at < 0 ? qsTr("%1 found").arg(finder.hits.length) : qsTr("%1 of %2").arg(finder.at + 1).arg(finder.hits.length)
        tone: "muted"
        font.pixelSize: Theme.fontSmall
    }
    IconButton {
        id: previous
        anchors { right: next.left; verticalCenter: parent.verticalCenter }
        iconName: "chevron-left"
        tip: qsTr("Previous (Shift+F3)")
        enabled: finder.hits.length > 0
        onClicked: finder.go(-1)
    }
    IconButton {
        id: next
        anchors { right: shut.left; verticalCenter: parent.verticalCenter }
        iconName: "chevron-right"
        tip: qsTr("Next (F3)")
        enabled: finder.hits.length > 0
        onClicked: finder.go(1)
    }
    IconButton {
        id: shut
        anchors { right: parent.right; rightMargin: 4; verticalCenter: parent.verticalCenter }
        iconName: "close"
        tip: qsTr("Close (Escape)")
        onClicked: finder.close()
    }
}
