pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// What is drawn on the left, what runs on the right.
Rectangle {
    id: bar

    required property PipelineDocument document
    required property string page
    required property int warmContainers
    signal problemsWanted()

    // What plays in the pipeline in front is told instead of the engine.
    readonly property Player player: page === "design" ? LiveRuns.overlay(document)?.player ?? null : null
    readonly property PlayRecord record: player?.record ?? null
    readonly property int problems: document ? document.errorCount + document.warningCount : 0

    objectName: "statusBar"
    implicitHeight: Theme.statusBarHeight
    color: Theme.panel

    component Word: Label {
        height: bar.height
        tone: "muted"
        font.pixelSize: Theme.fontSmall
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.border
    }
    Row {
        x: 14
        height: parent.height
        spacing: 16
        Word {
            visible: bar.page !== "design" || bar.document === null
            text: qsTr("Ctrl+N new · Ctrl+O open · Ctrl+K anything")
        }
        Word {
            visible: bar.page === "design" && bar.document !== null
            text: bar.document ? qsTr("%1 nodes · %2 wires").arg(bar.document.nodeCount).arg(bar.document.wireCount) : ""
        }
        Word {
            visible: bar.page === "design" && bar.document !== null
            text: bar.problems === 0 ? qsTr("no problems") : bar.problems === 1 ? qsTr("1 problem") : qsTr("%1 problems").arg(bar.problems)
            color: bar.document && bar.document.errorCount > 0 ? Theme.danger : bar.problems > 0 ? Theme.warning : Theme.textMuted
            font.underline: bar.problems > 0 && problemHover.hovered
            HoverHandler { id: problemHover; cursorShape: bar.problems > 0 ? Qt.PointingHandCursor : Qt.ArrowCursor }
            TapHandler { enabled: bar.problems > 0; onTapped: bar.problemsWanted() }
        }
    }
    Row {
        anchors { right: parent.right; rightMargin: 14 }
        height: parent.height
        spacing: 16
        visible: bar.player !== null
        PlayBadges {
            height: bar.height
            player: bar.player
        }
        Word {
            objectName: "playEvents"
            text: qsTr("events %1").arg(bar.record?.events ?? 0)
        }
        Word {
            objectName: "playRuns"
            // The tool of Qt 6.4 does not know 64-bit numbers.
            text: (bar.record?.failed ?? 0) > 0 // qmllint disable type
                  ? qsTr("runs %1 · %2 failed").arg(bar.record.runs).arg(bar.record.failed)
                  : qsTr("runs %1").arg(bar.record?.runs ?? 0)
        }
    }
    Row {
        anchors { right: parent.right; rightMargin: 14 }
        height: parent.height
        spacing: 16
        visible: EngineClient.connected && bar.player === null
        Word { text: qsTr("events %1/s").arg(EngineClient.statistics.eventsPerSecond.toFixed(1)) }
        Word {
            // The tool of Qt 6.4 does not know 64-bit numbers.
            text: EngineClient.statistics.failed > 0 // qmllint disable type
                  ? qsTr("runs %1 · %2 failed").arg(EngineClient.statistics.runs).arg(EngineClient.statistics.failed)
                  : qsTr("runs %1").arg(EngineClient.statistics.runs)
        }
        Word { text: qsTr("warm containers %1").arg(bar.warmContainers) }
    }
}
