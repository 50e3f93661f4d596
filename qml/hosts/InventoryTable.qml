import QtQuick
import Saltern.Studio
import Saltern.Ui

// A table whose rows can be dragged out.
DataTable {
    id: table

    required property var shell
    required property string mime
    required property var dragged    // row => text of the mime type
    required property var parametersOf // row => {kind, values}

    rowHeight: Math.round(32 * Theme.scale)

    // By keyboard what the mouse does by dragging.
    function use(row: int): void {
        const made = parametersOf(row);
        const document = shell.document ?? Workspace.newPipeline();
        const around = document.boundingRect();
        if (document.addNode(made.kind, Qt.point(around.right + 64, Math.max(80, around.top)), made.values) !== "")
            shell.page = "design";
    }
    onActivated: row => use(row)
    rowActions: [{ icon: "plus", tip: qsTr("Use it in the open pipeline"), run: row => table.use(row) }]

    Item {
        id: ghost
        width: 1
        height: 1
        Drag.dragType: Drag.Automatic
        Drag.supportedActions: Qt.CopyAction
    }
    DragHandler {
        id: handler
        target: null
        onActiveChanged: {
            if (!active) {
                ghost.Drag.active = false;
                return;
            }
            const at = table.view.mapFromItem(table, centroid.pressPosition.x, centroid.pressPosition.y);
            const row = table.view.indexAt(at.x + table.view.contentX, at.y + table.view.contentY);
            if (row < 0)
                return;
            const mime = {};
            mime[table.mime] = table.dragged(row);
            mime["text/plain"] = table.dragged(row);
            ghost.Drag.mimeData = mime;
            // The canvas takes it there: the drag goes on over the Design screen.
            table.shell.page = "design";
            ghost.Drag.active = true;
        }
    }
}
