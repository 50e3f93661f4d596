import QtQuick
import Saltern.Studio
import Saltern.Ui

// A table whose rows can be dragged out.
DataTable {
    id: table

    required property var shell
    required property string mime
    required property var dragged // row => text of the mime type
    /// By keyboard what the mouse does by dragging.
    signal used(int row)

    rowHeight: Math.round(32 * Theme.scale)

    onActivated: row => used(row)
    rowActions: [{ icon: "plus", tip: qsTr("Use it in the open pipeline"), run: row => table.used(row) }]

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
