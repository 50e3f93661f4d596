pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// What happens to the pipeline in front, below the canvas. Whoever places it gives `shell` (the
// window).
Rectangle {
    id: drawer

    required property var shell
    property PipelineDocument document: shell.document
    signal problemChosen(node: string, pointer: string)

    property string tab: shell.drawerTab
    readonly property alias letters: letters
    readonly property RunOverlay overlay: LiveRuns.overlay(document)
    readonly property Player player: overlay?.player ?? null
    readonly property PlayRecord record: player?.record ?? null
    // What patterns are tried on; not while somebody looks at them, or they would change at each event.
    readonly property var newestEvents: node !== "" ? (events.loadingOlder, events.newest(20)) : []
    readonly property string node: document?.selection.current ?? ""

    implicitHeight: Math.round(240 * Theme.scale)
    color: Theme.panel
    onTabChanged: if (shell.drawerTab !== tab) shell.drawerTab = tab
    Connections {
        target: drawer.shell
        function onDrawerTabChanged() { drawer.tab = drawer.shell.drawerTab; }
    }

    EventListModel {
        id: events
        record: drawer.record
        document: drawer.document
        active: drawer.visible && EngineClient.connected
        onActiveChanged: if (active && count === 0) loadOlder()
    }
    DeadLetterModel {
        id: letters
        record: drawer.record
        pipeline: drawer.document?.name ?? ""
        active: drawer.visible && drawer.document !== null
    }
    LogModel {
        id: log
        record: drawer.record
        pipeline: drawer.document?.name ?? ""
    }

    Item {
        id: head

        readonly property real lineHeight: Math.round(36 * Theme.scale)
        readonly property bool narrow: badges.x + badges.width + 24 + bar.implicitWidth > width

        width: parent.width
        height: narrow ? 2 * lineHeight : lineHeight
        clip: true
        TabStrip {
            id: tabs
            objectName: "drawerTabs"
            x: 14
            height: head.lineHeight
            spacing: implicitWidth > head.width ? 10 : 18
            value: drawer.tab
            model: [
                { value: "events", text: qsTr("Events") },
                { value: "trace", text: qsTr("Trace") },
                { value: "logs", text: qsTr("Logs") },
                { value: "problems", text: qsTr("Problems"), tone: drawer.document && drawer.document.errorCount > 0 ? "danger" : "warning",
                  badge: drawer.document ? drawer.document.errorCount + drawer.document.warningCount : 0 },
                { value: "dead", text: qsTr("Dead letters"), badge: letters.count }
            ]
            onChosen: value => drawer.tab = value
        }
        PlayBadges {
            id: badges
            objectName: "drawerBadges"
            x: tabs.x + tabs.implicitWidth + (player !== null ? 18 : 0)
            // Where there is no room for them the bar above says it.
            visible: player !== null && x + implicitWidth + 8 < head.width
            width: visible ? implicitWidth : 0
            height: head.lineHeight
            player: drawer.player
        }
        Row {
            id: bar
            anchors { right: parent.right; rightMargin: 8 }
            y: (head.narrow ? head.lineHeight : 0) + (head.lineHeight - height) / 2
            EventFilterBar {
                visible: drawer.tab === "events"
                compact: true
                wordless: drawer.width < (drawer.player !== null ? 920 : 760) * Theme.scale
                events: events
                table: eventsTab.table
                onTold: message => drawer.shell.tell(message, "", "neutral")
            }
            LogBar {
                visible: drawer.tab === "logs"
                log: log
                view: logsTab
                node: drawer.node
            }
        }
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.border
        }
    }
    Item {
        anchors { left: parent.left; right: parent.right; top: head.bottom; bottom: parent.bottom }
        EventsTab {
            id: eventsTab
            anchors.fill: parent
            visible: drawer.tab === "events"
            events: events
            shell: drawer.shell
            node: drawer.node
        }
        TraceTab {
            anchors.fill: parent
            visible: drawer.tab === "trace"
            document: drawer.document
            overlay: drawer.overlay
            shell: drawer.shell
        }
        LogView {
            id: logsTab
            anchors.fill: parent
            visible: drawer.tab === "logs"
            log: log
            onNodeChosen: node => drawer.document.selection.set([node])
        }
        ProblemsPanel {
            anchors.fill: parent
            visible: drawer.tab === "problems"
            document: drawer.document
            onRevealRequested: (node, pointer) => drawer.problemChosen(node, pointer)
        }
        DeadLettersTab {
            anchors.fill: parent
            visible: drawer.tab === "dead"
            letters: letters
            shell: drawer.shell
        }
    }
}
