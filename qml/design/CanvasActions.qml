import QtQuick
import Saltern.Studio

// Everything that can be done on the canvas, once. Menus name an action by its id; keys come from
// the registry while the canvas has the keyboard.
Item {
    id: actions

    required property CanvasView canvas
    property bool minimapShown: true
    signal quickAddWanted()
    signal connectWanted(string node)
    signal menuWanted()
    signal findWanted()
    signal nextHitWanted(int way)

    readonly property PipelineDocument document: canvas.document
    readonly property Selection selection: document?.selection ?? null
    readonly property bool hasNodes: (selection?.nodes.length ?? 0) > 0
    readonly property bool hasAny: (selection?.count ?? 0) > 0
    readonly property string currentNode: selection?.current ?? ""

    component CanvasAction: StudioAction {
        scope: "canvas"
        group: qsTr("Canvas")
    }

    function deleteSelected(heal: bool): void {
        canvas.commands.removeSelected(heal);
    }

    CanvasAction { actionId: "canvas.quickAdd"; title: qsTr("Add node here…"); icon: "plus"; defaultShortcuts: ["A", "Shift+A"]; enabled: actions.document !== null; onTriggered: actions.quickAddWanted() }
    CanvasAction { actionId: "canvas.connect"; title: qsTr("Connect to…"); icon: "link"; defaultShortcuts: ["C"]; enabled: actions.currentNode !== ""; onTriggered: actions.connectWanted(actions.currentNode) }
    CanvasAction { actionId: "canvas.inspect"; title: qsTr("Open settings"); icon: "settings"; defaultShortcuts: ["Return", "Enter"]; enabled: actions.currentNode !== ""; onTriggered: actions.canvas.inspectorRequested(actions.currentNode, false) }
    CanvasAction {
        actionId: "canvas.rename"
        title: qsTr("Rename")
        defaultShortcuts: ["F2"]
        enabled: actions.currentNode !== "" || (actions.selection?.frames.length ?? 0) > 0 || (actions.selection?.notes.length ?? 0) > 0
        onTriggered: {
            if (actions.currentNode !== "")
                actions.canvas.renameRequested(actions.currentNode);
            else if (actions.selection.frames.length > 0)
                actions.canvas.frameEditRequested(actions.selection.frames[0]);
            else
                actions.canvas.noteEditRequested(actions.selection.notes[0]);
        }
    }
    CanvasAction { actionId: "canvas.delete"; title: qsTr("Delete"); icon: "trash"; defaultShortcuts: ["Del", "Backspace"]; enabled: actions.hasAny; onTriggered: actions.deleteSelected(false) }
    CanvasAction { actionId: "canvas.deleteHeal"; title: qsTr("Delete and join the wires"); defaultShortcuts: ["Ctrl+Del"]; enabled: actions.hasNodes; onTriggered: actions.deleteSelected(true) }
    CanvasAction { actionId: "canvas.cut"; title: qsTr("Cut"); defaultShortcuts: ["Ctrl+X"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.cut() }
    CanvasAction { actionId: "canvas.copy"; title: qsTr("Copy"); icon: "copy"; defaultShortcuts: ["Ctrl+C"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.copy() }
    CanvasAction { actionId: "canvas.paste"; title: qsTr("Paste"); defaultShortcuts: ["Ctrl+V"]; enabled: actions.document !== null; onTriggered: actions.canvas.commands.paste() }
    CanvasAction { actionId: "canvas.pasteKeep"; title: qsTr("Paste with incoming wires"); defaultShortcuts: ["Ctrl+Shift+V"]; enabled: actions.document !== null; onTriggered: actions.canvas.commands.paste(true) }
    CanvasAction { actionId: "canvas.duplicate"; title: qsTr("Duplicate"); defaultShortcuts: ["Ctrl+D"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.duplicate() }
    CanvasAction { actionId: "canvas.selectAll"; title: qsTr("Select all"); defaultShortcuts: ["Ctrl+A"]; enabled: actions.document !== null; onTriggered: actions.selection.selectAll() }
    CanvasAction { actionId: "canvas.selectUpstream"; title: qsTr("Select what leads here"); defaultShortcuts: ["Alt+Shift+Left"]; enabled: actions.hasNodes; onTriggered: actions.selection.upstream() }
    CanvasAction { actionId: "canvas.selectDownstream"; title: qsTr("Select what follows"); defaultShortcuts: ["Alt+Shift+Right"]; enabled: actions.hasNodes; onTriggered: actions.selection.downstream() }
    CanvasAction { actionId: "canvas.nextWire"; title: qsTr("Go to the node's wires"); defaultShortcuts: ["W"]; enabled: actions.canvas.currentNode !== "" || actions.canvas.currentWire !== ""; onTriggered: actions.canvas.nextWire() }
    CanvasAction { actionId: "canvas.mute"; title: qsTr("Mute: events end here"); icon: "mute"; defaultShortcuts: ["D"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.toggleDisabled("stop") }
    CanvasAction { actionId: "canvas.bypass"; title: qsTr("Bypass: events pass through"); icon: "bypass"; defaultShortcuts: ["B"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.toggleDisabled("bypass") }
    CanvasAction { actionId: "canvas.pin"; title: qsTr("Keep in place when tidying"); icon: "pin"; defaultShortcuts: ["P"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.togglePinned() }
    CanvasAction { actionId: "canvas.frame"; title: qsTr("Frame the selection"); icon: "frame"; defaultShortcuts: ["Ctrl+G"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.frameSelected() }
    CanvasAction { actionId: "canvas.note"; title: qsTr("Add a note"); icon: "note"; defaultShortcuts: ["N"]; enabled: actions.document !== null; onTriggered: actions.canvas.commands.addNote(actions.canvas.toScene(actions.canvas.pointer)) }
    CanvasAction { actionId: "canvas.tidy"; title: qsTr("Tidy"); icon: "tidy"; defaultShortcuts: ["Shift+T"]; enabled: actions.document !== null; onTriggered: actions.canvas.commands.tidy() }
    CanvasAction { actionId: "canvas.alignLeft"; title: qsTr("Align left edges"); defaultShortcuts: ["Alt+L"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.align("left") }
    CanvasAction { actionId: "canvas.alignTop"; title: qsTr("Align upper edges"); defaultShortcuts: ["Alt+T"]; enabled: actions.hasNodes; onTriggered: actions.canvas.commands.align("top") }
    CanvasAction { actionId: "canvas.menu"; title: qsTr("Open the menu"); defaultShortcuts: ["Menu", "Shift+F10"]; enabled: actions.document !== null; onTriggered: actions.menuWanted() }

    CanvasAction { group: qsTr("Edit"); actionId: "canvas.find"; title: qsTr("Find nodes"); icon: "search"; defaultShortcuts: ["Ctrl+F"]; enabled: actions.document !== null; onTriggered: actions.findWanted() }
    CanvasAction { group: qsTr("Edit"); actionId: "canvas.findNext"; title: qsTr("Next node found"); defaultShortcuts: ["F3"]; enabled: actions.document !== null; onTriggered: actions.nextHitWanted(1) }
    CanvasAction { group: qsTr("Edit"); actionId: "canvas.findPrevious"; title: qsTr("Previous node found"); defaultShortcuts: ["Shift+F3"]; enabled: actions.document !== null; onTriggered: actions.nextHitWanted(-1) }

    CanvasAction { group: qsTr("View"); actionId: "canvas.zoomIn"; title: qsTr("Zoom in"); icon: "plus"; defaultShortcuts: ["Ctrl++", "Ctrl+="]; onTriggered: actions.canvas.zoomBy(1.25) }
    CanvasAction { group: qsTr("View"); actionId: "canvas.zoomOut"; title: qsTr("Zoom out"); icon: "minus"; defaultShortcuts: ["Ctrl+-"]; onTriggered: actions.canvas.zoomBy(0.8) }
    CanvasAction { group: qsTr("View"); actionId: "canvas.zoomReset"; title: qsTr("Zoom to 100 %"); defaultShortcuts: ["Ctrl+0"]; onTriggered: actions.canvas.zoomTo(1) }
    CanvasAction { group: qsTr("View"); actionId: "canvas.fitAll"; title: qsTr("Fit all"); icon: "fit"; defaultShortcuts: ["Ctrl+1"]; onTriggered: actions.canvas.fitAll() }
    CanvasAction { group: qsTr("View"); actionId: "canvas.fitSelection"; title: qsTr("Fit the selection"); defaultShortcuts: ["F"]; onTriggered: actions.canvas.fitSelection() }
    CanvasAction { group: qsTr("View"); actionId: "canvas.minimap"; title: qsTr("Minimap"); defaultShortcuts: ["M"]; checkable: true; checked: actions.minimapShown; onTriggered: actions.minimapShown = !actions.minimapShown }
    CanvasAction { group: qsTr("View"); actionId: "canvas.snap"; title: qsTr("Snap to the grid"); defaultShortcuts: ["G"]; checkable: true; checked: Preferences.snapToGrid; onTriggered: Preferences.snapToGrid = !Preferences.snapToGrid }

    StudioAction { group: qsTr("Edit"); actionId: "edit.undo"; title: actions.document?.canUndo ? qsTr("Undo %1").arg(actions.document.undoText) : qsTr("Undo"); icon: "undo"; defaultShortcuts: ["Ctrl+Z"]; enabled: actions.document?.canUndo ?? false; onTriggered: actions.document.undo() }
    StudioAction { group: qsTr("Edit"); actionId: "edit.redo"; title: actions.document?.canRedo ? qsTr("Redo %1").arg(actions.document.redoText) : qsTr("Redo"); icon: "redo"; defaultShortcuts: ["Ctrl+Y", "Ctrl+Shift+Z"]; enabled: actions.document?.canRedo ?? false; onTriggered: actions.document.redo() }
}
