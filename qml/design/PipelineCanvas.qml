pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// The canvas with what belongs to it: search for a node, menus, names in place, minimap, zoom.
FocusScope {
    id: root

    property alias document: view.document
    property alias runFacts: view.runFacts
    readonly property alias view: view
    readonly property alias actions: actions
    signal inspectorRequested(string node, bool problem)

    function takeFocus(): void {
        view.forceActiveFocus();
    }

    function openMenuByKey(): void {
        const selection = view.document.selection;
        const rect = view.nodeRect(selection.current);
        const what = selection.nodes.length > 0 ? "node" : selection.wires.length > 0 ? "wire"
                   : selection.frames.length > 0 ? "frame" : selection.notes.length > 0 ? "note" : "canvas";
        menus.open(what, what === "node" ? Qt.point(rect.x + 16, rect.y + 40) : view.pointer);
    }

    CanvasView {
        id: view

        objectName: "canvas"
        anchors.fill: parent
        focus: true
        reducedMotion: Preferences.reducedMotion
        textScale: Theme.scale
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Canvas, %1 nodes, %2 wires").arg(document?.nodeCount ?? 0).arg(document?.wireCount ?? 0)
        Accessible.focusable: true
        nodeDelegate: NodeDelegate {}
        colors: CanvasColors {
            canvas: Theme.canvas
            dot: Theme.canvasDot
            node: Theme.node
            raised: Theme.raised
            border: Theme.border
            borderStrong: Theme.borderStrong
            text: Theme.text
            textMuted: Theme.textMuted
            textFaint: Theme.textFaint
            shadow: Theme.shadow
            trigger: Theme.trigger
            logic: Theme.logic
            func: Theme.func
            action: Theme.action
            accent: Theme.accent
            good: Theme.good
            warning: Theme.warning
            danger: Theme.danger
            family: Theme.family
            monoFamily: Theme.monoFamily
        }
        // A name that is being typed belongs to the pipeline that was here.
        onDocumentChanged: {
            renamer.finish(false);
            frameNamer.finish(false);
        }
        onQuickAddRequested: (at, context) => quickAdd.openAt(at, context)
        onMenuRequested: (what, id, at) => menus.open(what, at)
        onRenameRequested: node => {
            const rect = nodeRect(node);
            renamer.edit(node, nodeTitle(node), Qt.rect(rect.x + 4, rect.y + 6, rect.width - 8, 28));
        }
        onFrameEditRequested: frame => frameNamer.edit(frame, frameTitle(frame), frameTitleRect(frame))
        onNoteEditRequested: id => {
            for (let i = 0; i < notes.count; ++i) {
                const note = notes.itemAt(i) as StickyNoteItem;
                if (note !== null && note.modelData.id === id)
                    note.edit();
            }
        }
        onInspectorRequested: (node, problem) => root.inspectorRequested(node, problem)

        Item {
            z: 1
            Repeater {
                id: notes
                model: view.notes.length
                StickyNoteItem { canvas: view }
            }
        }
        // Painted wires are nothing to a screen reader: the one that the keyboard is on is here.
        Item {
            objectName: "currentWire"
            focus: view.currentWire !== ""
            visible: view.currentWire !== ""
            width: 1
            height: 1
            Accessible.role: Accessible.ListItem
            Accessible.name: view.currentWireDescription
            Accessible.focusable: true
        }
    }

    CanvasActions {
        id: actions
        canvas: view
        onQuickAddWanted: {
            const at = view.contains(view.pointer) ? view.pointer : Qt.point(view.width / 2, view.height / 2);
            quickAdd.openAt(at, view.quickAddContextAt(at));
        }
        onConnectWanted: node => picker.openFor(node)
        onMenuWanted: root.openMenuByKey()
        onFindWanted: finder.open()
        onNextHitWanted: way => finder.go(way)
    }

    CanvasMenus {
        id: menus
        canvas: view
        onClosed: root.takeFocus()
    }
    QuickAdd {
        id: quickAdd
        parent: view
        canvas: view
        onAdded: node => view.renameRequested(node)
        onClosed: root.takeFocus()
    }
    TargetPicker {
        id: picker
        parent: view
        canvas: view
        onClosed: root.takeFocus()
    }
    InlineEditor {
        id: renamer
        objectName: "renamer"
        onNamed: (node, name) => {
            if (name !== "" && name !== view.nodeTitle(node))
                view.document.setLabel([node], name);
        }
        onClosed: root.takeFocus()
    }
    InlineEditor {
        id: frameNamer
        objectName: "frameNamer"
        onNamed: (frame, name) => {
            if (name !== view.frameTitle(frame))
                view.document.setFrameTitle(frame, name);
        }
        onClosed: root.takeFocus()
    }

    CanvasTip { canvas: view }
    NodeFinder {
        id: finder
        objectName: "nodeFinder"
        anchors { top: parent.top; right: parent.right; margins: 14 }
        canvas: view
        onClosed: root.takeFocus()
    }

    ZoomBar {
        anchors { left: parent.left; bottom: parent.bottom; margins: 14 }
        canvas: view
    }
    Rectangle {
        objectName: "minimapPanel"
        anchors { right: parent.right; bottom: parent.bottom; margins: 14 }
        width: 150
        height: 92
        visible: actions.minimapShown && root.width > 430 && root.height > 380
        color: Theme.panel
        border.color: Theme.border
        radius: Theme.radius
        Minimap {
            objectName: "minimap"
            anchors { fill: parent; margins: 1 }
            canvas: view
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Minimap")
        }
    }
    Column {
        anchors.centerIn: parent
        visible: view.document !== null && view.document.nodeCount === 0
        spacing: Theme.gap
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            text: qsTr("An empty pipeline")
            font.pixelSize: Theme.fontLarge
            font.weight: Font.DemiBold
        }
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            text: qsTr("Drag a node from the palette, double-click, or press A.")
            tone: "muted"
        }
    }
}
