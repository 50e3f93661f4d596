import QtQuick
import Saltern.Studio
import Saltern.Ui

// The menus of what is on the canvas: what people do most, then the rest by what it is about.
Item {
    id: menus

    required property CanvasView canvas
    signal closed()

    /// `what` as CanvasView::menuRequested says it.
    function open(what: string, at: point): void {
        const byName = { canvas: empty, node: node, wire: wire, frame: decor, note: decor };
        for (const part of [byName[what], edit, connect, arrange, lastRun, view])
            part.refresh();
        byName[what].popup(canvas, at.x, at.y);
    }

    CanvasMenu {
        id: node

        entries: ["canvas.inspect", "node.runFrom", "node.runOnly", "", "canvas.rename", "canvas.mute", "canvas.bypass",
                  "canvas.duplicate", "canvas.delete", ""]
        onClosed: menus.closed()
        CanvasMenu {
            id: edit
            objectName: "menu:edit"
            title: qsTr("Edit")
            iconName: "copy"
            entries: ["canvas.cut", "canvas.copy", "", "canvas.deleteHeal"]
        }
        CanvasMenu {
            id: connect
            objectName: "menu:connect"
            title: qsTr("Connect")
            iconName: "link"
            entries: ["canvas.connect", "canvas.nextWire", "", "canvas.selectUpstream", "canvas.selectDownstream"]
        }
        CanvasMenu {
            id: arrange
            objectName: "menu:arrange"
            title: qsTr("Arrange")
            iconName: "tidy"
            entries: ["canvas.alignLeft", "canvas.alignTop", "", "canvas.frame", "canvas.pin"]
        }
        CanvasMenu {
            id: lastRun
            objectName: "menu:lastRun"
            title: qsTr("Last run")
            iconName: "runs"
            entries: ["node.openLogs", "node.replayTo", "node.pinOutput", "node.copyOutput", "", "node.again", "node.editAgain", "",
                      "node.deadLetter", "node.ignore"]
        }
    }
    CanvasMenu {
        id: empty

        entries: ["canvas.quickAdd", "canvas.note", "canvas.paste", "canvas.pasteKeep", "", "canvas.selectAll", "canvas.find",
                  "canvas.tidy", "canvas.fitAll", ""]
        onClosed: menus.closed()
        CanvasMenu {
            id: view
            objectName: "menu:view"
            title: qsTr("View")
            iconName: "observe"
            entries: ["canvas.zoomReset", "canvas.minimap", "canvas.snap"]
        }
    }
    CanvasMenu {
        id: wire
        entries: ["canvas.quickAdd", "canvas.nextWire", "canvas.delete"]
        onClosed: menus.closed()
    }
    CanvasMenu {
        id: decor
        entries: ["canvas.rename", "canvas.delete"]
        onClosed: menus.closed()
    }
}
