import QtQuick
import Saltern.Studio
import Saltern.Ui

// Search for a kind of node and put it where the popup was opened. With Ctrl it stays open, and each
// new node is connected to the one before.
SearchPopup {
    id: quickAdd

    required property CanvasView canvas
    property var context: ({})
    property point scene
    /// The node that was made, when the popup has closed.
    signal added(string node)

    readonly property real chainStep: 224

    function openAt(at: point, how: var): void {
        context = how;
        scene = canvas.toScene(how.at ?? at);
        x = canvas.toView(scene).x;
        y = canvas.toView(scene).y;
        canvas.previewWire(how.wire ?? "");
        open();
    }

    objectName: "quickAdd"
    onClosed: canvas.previewWire("")
    placeholder: context.wire ? qsTr("Put a node into the wire")
               : context.fromNode || context.toNode ? qsTr("Add and connect a node") : qsTr("Add a node")
    rows: visible ? canvas.commands.kinds(query, context) : []
    onChosen: (row, keepsOpen) => {
        // The pointer is where a wire from a port would end: at the new node's input.
        const offset = context.fromNode ? 84 : context.toNode ? -84 : 0;
        const node = canvas.commands.insert(row.key, Qt.point(scene.x + offset, scene.y), context);
        if (node === "")
            return;
        if (!keepsOpen)
            return added(node);
        canvas.previewWire("");
        scene = Qt.point(scene.x + offset + chainStep - 84, scene.y);
        context = { fromNode: node, fromPort: "" };
        clear();
    }
}
