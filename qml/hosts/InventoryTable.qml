pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// A table whose rows can be dragged onto the canvas, or added to the pipeline from a menu.
DataTable {
    id: table

    required property var shell
    required property string mime
    required property var titleOf // row => what is dragged, in words
    required property var dragged // row => text of the mime type

    rowHeight: Math.round(32 * Theme.scale)

    function formatsOf(row: int): var {
        const formats = { "text/plain": titleOf.call(null, row) };
        formats[mime] = dragged.call(null, row);
        return formats;
    }
    function wordsOf(row: int, follows: bool): string {
        const made = row < 0 ? { words: "" } : CarriedNodes.node(formatsOf(row), follows);
        return made.words;
    }
    // `follows`: behind the node that is selected, if there is one.
    function use(row: int, follows: bool): void {
        const made = CarriedNodes.node(formatsOf(row), follows);
        const document = shell.document ?? Workspace.newPipeline();
        const current = document.selection.current;
        const around = document.boundingRect();
        const before = document.rectOf(current);
        const connects = follows && current !== "" && document.whyNotAdd(made.kind, current, "", "") === "";
        const id = connects ? document.addNodeAndConnect(made.kind, Qt.point(before.right + 56, before.y), current, "", "", made.parameters)
                            : document.addNode(made.kind, Qt.point(around.right + 64, Math.max(80, around.top)), made.parameters);
        if (id === "")
            return;
        document.selection.set([id]);
        shell.page = "design";
    }
    function offer(row: int): void {
        menu.row = row;
        menu.popup(table, 40, heading + (row + 1) * rowHeight - view.contentY);
        menu.currentIndex = 0;
    }

    readonly property int heading: Math.round(30 * Theme.scale)

    onActivated: row => offer(row)
    rowActions: [{ icon: "plus", tip: qsTr("Add to the pipeline (Enter)"), run: row => table.offer(row) }]

    AppMenu {
        id: menu

        property int row: -1

        objectName: "addMenu"
        AppMenuItem {
            objectName: "addTrigger"
            text: table.wordsOf(menu.row, false)
            iconName: "events"
            onTriggered: table.use(menu.row, false)
        }
        AppMenuItem {
            objectName: "addAction"
            text: table.wordsOf(menu.row, true)
            iconName: "play"
            onTriggered: table.use(menu.row, true)
        }
    }
    DragSource {
        list: table.view
        thingAt: press => {
            const at = table.view.mapFromItem(table, press.x, press.y);
            const row = table.view.indexAt(at.x + table.view.contentX, at.y + table.view.contentY);
            return row < 0 ? null : { formats: table.formatsOf(row), title: table.titleOf.call(null, row), color: Theme.trigger };
        }
    }
}
