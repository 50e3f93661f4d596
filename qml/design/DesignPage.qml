import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Palette, canvas with what runs drawn over it, inspector; the drawer below the canvas.
Item {
    id: page

    required property var shell
    readonly property PipelineDocument document: shell.document
    readonly property RunOverlay overlay: LiveRuns.overlay(document)
    readonly property DesignScreen screen: canvas.item as DesignScreen

    // Where room is short, and in a demo, the inspector is there for what is chosen, and when asked for.
    readonly property bool roomy: width > 1100 * Theme.scale && !(document?.readOnly ?? false)
    readonly property bool inspects: document !== null && (roomy || shell.pipelineShown || !document.selection.empty)
    // What was clicked is not left behind the inspector; not before a second click has had its time.
    onInspectsChanged: if (inspects) bringBack.restart()
    Timer {
        id: bringBack
        interval: 400 // as long as people take for a double click
        onTriggered: page.screen?.canvas.view.bringIntoView(page.document?.selection.current ?? "")
    }

    function focusSide(): void {
        if (shell.outlined)
            side.takeFocus();
        else
            screen?.canvas.takeFocus();
    }

    function focusSideLater(): void {
        // The tool of Qt 6.4 does not know that callLater is a function.
        Qt.callLater(focusSide); // qmllint disable type
    }
    Component.onCompleted: if (shell.outlined) focusSideLater()
    Connections {
        target: page.shell.actions.outline
        function onTriggered() { page.focusSideLater(); }
    }
    EmptyState {
        visible: page.document === null
        anchors.fill: parent
        iconName: "design"
        title: qsTr("No pipeline is open")
        text: qsTr("Draw a new one, open a file, or look at a demo: an event comes in on the left, what follows from it stands on the right.")
        actionText: qsTr("New pipeline")
        onActed: page.shell.actions.newPipeline.trigger()
    }
    // Dropped where no pipeline is, it begins one.
    DropArea {
        id: beginning

        anchors.fill: parent
        enabled: page.document === null
        keys: ["application/x-saltern-kind", "application/x-saltern-container", "application/x-saltern-image"]
        onDropped: drop => {
            const carried = {};
            for (const format of keys.filter(format => drop.formats.includes(format)))
                carried[format] = drop.getDataAsString(format);
            const made = CarriedNodes.node(carried, false);
            if (made.kind !== "")
                Workspace.newPipeline().addNode(made.kind, Qt.point(0, 0), made.parameters);
        }
    }
    HandlerTest { id: test }
    NodeHistory {
        id: nodeHistory
        record: page.overlay?.player?.record ?? null
        active: page.visible && node !== ""
        pipeline: page.document?.name ?? ""
        node: page.document?.selection.current ?? ""
        run: page.overlay?.shownRun ?? ""
    }
    NodeRunActions {
        id: runActions
        document: page.document
        overlay: page.overlay
        history: nodeHistory
        shell: page.shell
        isTestable: inspector.isTestable
        onPutAside: drawer.letters.refresh()
        onTestWanted: {
            inspector.tab = inspector.hasCode ? "code" : "settings";
            inspector.testRequested(inspector.node);
        }
    }
    SidePanel {
        id: side
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom }
        visible: page.document !== null
        document: page.document
        outlined: page.shell.outlined
        onChosen: outlined => page.shell.outlined = outlined
        onInspectorRequested: inspector.takeFocus()
        dropPoint: page.screen === null ? Qt.point(0, 0)
                 : page.screen.canvas.view.toScene(Qt.point(page.screen.width / 2 - 84, page.screen.height / 2 - 40))
        onAdded: page.screen?.canvas.takeFocus()
    }
    AppSplitter {
        visible: page.document !== null
        anchors { left: side.right; right: inspector.visible ? inspector.left : parent.right; top: parent.top; bottom: parent.bottom }
        orientation: Qt.Vertical
        Item {
            Basic.SplitView.fillHeight: true
            Basic.SplitView.minimumHeight: 160
            Loader {
                id: canvas
                anchors.fill: parent
                focus: true
                source: "DesignScreen.qml"
            }
            Binding {
                target: canvas.item
                property: "runFacts"
                value: page.overlay
            }
            Connections {
                target: page.screen === null ? null : page.screen.canvas
                function onInspectorRequested(node: string, problem: bool) {
                    page.document.selection.set([node]);
                    inspector.takeFocus();
                    if (problem)
                        page.shell.drawerTab = "problems";
                }
            }
        }
        Drawer {
            id: drawer
            Basic.SplitView.preferredHeight: Math.round(220 * Theme.scale)
            Basic.SplitView.minimumHeight: Math.round(37 * Theme.scale)
            shell: page.shell
            onProblemChosen: (node, pointer) => {
                if (node !== "")
                    inspector.showField(pointer);
            }
        }
    }
    InspectorPanel {
        id: inspector
        objectName: "inspector"
        anchors { right: parent.right; top: parent.top; bottom: parent.bottom }
        visible: page.inspects
        document: page.document
        // As long as nothing really arrived: what a node before it would send in a replay.
        readonly property var pinned: (runActions.pins, nodeHistory.lastInput || page.overlay === null || node === "" ? ({}) : page.overlay.pinnedInput(node))
        lastInput: nodeHistory.lastInput ?? pinned.event ?? null
        lastOutput: nodeHistory.lastOutput
        lastScope: nodeHistory.lastScope
        // A trigger is tried on what is on the bus, the others on what reached them.
        lastEvents: sample.category === "trigger" ? drawer.newestEvents : nodeHistory.events
        origin: pinned.event ? qsTr("The pinned output of %1.").arg(pinned.node) : nodeHistory.origin
        failure: page.overlay !== null && page.overlay.isChanged(node) ? ({}) : nodeHistory.failure
        runsView: nodeRuns
        wireView: wirePanel
        testResult: test.node === node && (test.running || Object.keys(test.result).length > 0)
                    ? (test.running ? { text: qsTr("It runs…") } : test.result) : null
        onTestRequested: node => test.run(page.document, node, sample.event, sample.scope)
    }
    WirePeek {
        objectName: "wirePeek"
        canvas: page.screen?.canvas.view ?? null
        document: page.document
        overlay: page.overlay
    }
    // The inspector shows these; what is in them is of what runs.
    ArrivalTable {
        id: nodeRuns
        anchors.fill: parent
        history: nodeHistory
        overlay: page.overlay
        emptyText: qsTr("What this node did is listed here once the pipeline runs.")
    }
    WirePanel {
        id: wirePanel
        anchors.fill: parent
        document: page.document
        overlay: page.overlay
        wire: inspector.wire
    }
}
