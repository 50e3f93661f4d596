import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The newest runs of the pipeline on the left, the path of the chosen one on the right.
AppSplitter {
    id: tab

    required property PipelineDocument document
    required property RunOverlay overlay
    required property var shell

    readonly property PlayRecord record: overlay?.player?.record ?? null

    RunListModel {
        id: runs
        record: tab.record
        active: tab.visible && tab.document !== null
        pipeline: tab.document?.name ?? ""
    }
    TraceModel {
        id: trace
        record: tab.record
        run: tab.overlay && tab.overlay.shownRun !== "" ? tab.overlay.shownRun : runs.count > 0 ? table.shown : ""
    }

    Item {
        Basic.SplitView.preferredWidth: Math.round(360 * Theme.scale)
        Basic.SplitView.minimumWidth: 220
        DataTable {
            id: table
            objectName: "traceRuns"
            // The newest unless one was chosen.
            readonly property string shown: (runs.count >= 0 ? runs.at(Math.max(0, currentIndex), "run") : "") ?? ""
            anchors.fill: parent
            showHeader: false
            name: qsTr("Runs of this pipeline")
            model: runs
            columns: [
                { text: m => Theme.stateWord(m.state), width: 90, color: m => Theme.stateColor(m.state),
                  dot: m => m.state === "done" ? "good" : m.state === "failed" || m.state === "lost" ? "danger" : "warning" },
                { role: "started", fill: 2, color: () => Theme.textMuted },
                { role: "took", fill: 1, color: () => Theme.textMuted }
            ]
            onChosen: row => tab.overlay.showRun(runs.at(row, "run"))
        }
        EmptyState {
            visible: runs.count === 0
            anchors.fill: parent
            iconName: "runs"
            title: qsTr("No run yet")
        }
    }
    Item {
        Basic.SplitView.fillWidth: true
        TraceView {
            anchors.fill: parent
            visible: trace.count > 0
            trace: trace
            onNodeChosen: node => tab.document.selection.set([node])
        }
        EmptyState {
            visible: trace.count === 0
            anchors.fill: parent
            iconName: "link"
            title: trace.problem !== "" ? trace.problem : qsTr("The path of a run")
            text: trace.problem !== "" ? "" : qsTr("When the pipeline has run, choose a run: you see what every node got and made of it, and the canvas shows it as it went.")
        }
    }
}
