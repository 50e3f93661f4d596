import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// What ran, and everything about one of them.
Item {
    id: screen

    required property var shell

    RunListModel {
        id: runs
        active: screen.visible
        onBegun: run => {
            screen.shell.tell(qsTr("Run %1 began.").arg(run), "", "good");
            detail.run = run;
        }
    }

    PageHead {
        id: head
        width: parent.width
        title: qsTr("Runs")
        subtitle: qsTr("Everything an event set off is a run. Choose one to see its path with the values at every node.")
        AppComboBox {
            id: pipelines
            width: Math.round(170 * Theme.scale)
            model: EngineClient.pipelines.change >= 0 ? [qsTr("All pipelines"), ...EngineClient.pipelines.names()] : []
            Accessible.name: qsTr("Pipeline")
            onActivated: index => runs.pipeline = index === 0 ? "" : model[index]
        }
        SegmentedControl {
            objectName: "runState"
            value: runs.state
            model: [{ value: "", text: qsTr("All") }, { value: "running", text: qsTr("Running") },
                    { value: "failed", text: qsTr("Failed") }, { value: "done", text: qsTr("Done") }]
            onChosen: value => runs.state = value
        }
        AppComboBox {
            id: times
            width: Math.round(130 * Theme.scale)
            readonly property var hours: [0, 1, 24, 168]
            model: [qsTr("Any time"), qsTr("Last hour"), qsTr("Last day"), qsTr("Last week")]
            Accessible.name: qsTr("Time")
            onActivated: index => runs.hours = hours[index]
        }
    }
    AppSplitter {
        apart: true
        anchors { fill: parent; topMargin: head.height; leftMargin: 24; rightMargin: 24; bottomMargin: 24 }
        Panel {
            Basic.SplitView.fillWidth: true
            Basic.SplitView.minimumWidth: 320
            DataTable {
                id: table
                objectName: "runTable"
                anchors { fill: parent; margins: 1 }
                visible: count > 0
                rowHeight: Math.round(32 * Theme.scale)
                name: qsTr("Runs")
                model: runs
                columns: [
                    { title: qsTr("State"), text: m => Theme.stateWord(m.state), width: 96, color: m => Theme.stateColor(m.state),
                      dot: m => m.state === "done" ? "good" : m.state === "failed" || m.state === "lost" ? "danger" : m.state === "running" ? "warning" : "neutral" },
                    { title: qsTr("Pipeline"), role: "pipeline", fill: 3, strong: true },
                    { title: qsTr("Trigger"), text: m => LiveRuns.nodeTitle(m.pipeline, m.trigger), fill: 2, spare: 2, color: () => Theme.trigger },
                    { title: qsTr("Started"), role: "started", width: 120, color: () => Theme.textMuted },
                    { title: qsTr("Took"), role: "took", width: 80, spare: 1, color: () => Theme.textMuted },
                    { title: qsTr("Run"), role: "run", width: 110, spare: 3, mono: true, color: () => Theme.textFaint },
                    { title: "", text: () => "", width: 60 }
                ]
                rowActions: [
                    { icon: "design", tip: qsTr("Paint it on the canvas"), run: row => screen.shell.showRun(runs.at(row, "run")) },
                    { icon: "replay", tip: qsTr("Run again with the same event"), run: row => runs.again(runs.at(row, "run")) },
                    { icon: "stop", tip: qsTr("Cancel"), shown: m => m.state === "running", run: row => runs.cancel(runs.at(row, "run")) }
                ]
                // The newest one to begin with.
                onCountChanged: if (count > 0 && currentIndex < 0) currentIndex = 0
                onCurrentIndexChanged: detail.run = currentIndex >= 0 ? runs.at(currentIndex, "run") : ""
                onActivated: row => screen.shell.showRun(runs.at(row, "run"))
            }
            EmptyState {
                readonly property bool filtered: runs.pipeline !== "" || runs.state !== "" || runs.hours > 0
                objectName: "noRuns"
                visible: runs.count === 0
                anchors.fill: parent
                iconName: "runs"
                title: !EngineClient.connected ? qsTr("No engine is connected") : runs.loading ? qsTr("Looking …")
                     : filtered ? qsTr("No run like that") : qsTr("No run yet")
                text: !EngineClient.connected ? qsTr("The history is kept by the engine and is here again as soon as it answers.")
                    : runs.loading ? "" : filtered ? qsTr("Other pipelines, states or times have runs, perhaps: the filter above leaves them out.")
                    : qsTr("Open a pipeline and press Run, or play a demo on the Home screen. Every event that a trigger wants becomes a run here.")
                actionText: !EngineClient.connected || runs.loading ? "" : filtered ? qsTr("Show all runs") : qsTr("Go to Home")
                onActed: {
                    if (!filtered)
                        screen.shell.page = "home";
                    pipelines.currentIndex = times.currentIndex = 0;
                    runs.pipeline = runs.state = "";
                    runs.hours = 0;
                }
            }
        }
        Panel {
            visible: runs.count > 0
            Basic.SplitView.preferredWidth: Math.min(Math.round(560 * Theme.scale), screen.width * 0.44)
            Basic.SplitView.minimumWidth: 320
            RunDetail {
                id: detail
                anchors.fill: parent
                runs: runs
                shell: screen.shell
            }
        }
    }
}
