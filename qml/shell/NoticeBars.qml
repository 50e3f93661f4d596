import QtQuick
import Saltern.Studio
import Saltern.Ui

// What has to be known about the pipeline in front: it changed on disk, a demo plays, a past run is
// painted, the engine observes.
Column {
    id: bars

    required property PipelineDocument document
    readonly property RunOverlay overlay: LiveRuns.overlay(document)
    readonly property bool ofDemo: document !== null && DemoPlayer.document === document && DemoPlayer.state !== ""
    signal diffWanted()

    NoticeBar {
        objectName: "changedBar"
        width: parent.width
        visible: bars.document !== null && bars.document.changedOnDisk
        iconName: "warning"
        tone: "warning"
        text: bars.document ? qsTr("%1 was changed by another program.").arg(bars.document.fileName) : ""
        AppButton { text: qsTr("Show diff"); kind: "flat"; onClicked: bars.diffWanted() }
        AppButton { text: qsTr("Keep mine"); onClicked: bars.document.keepMine() }
        AppButton { text: qsTr("Reload"); kind: "primary"; onClicked: bars.document.reload() }
    }
    NoticeBar {
        objectName: "demoBar"
        width: parent.width
        visible: bars.ofDemo && bars.overlay?.mode !== "replay"
        iconName: DemoPlayer.state === "passed" ? "check" : DemoPlayer.state === "failed" ? "error" : "play"
        tone: DemoPlayer.state === "passed" ? "good" : DemoPlayer.state === "failed" ? "danger" : "neutral"
        text: {
            const what = DemoPlayer.simulated ? qsTr("Simulated, no container is started") : qsTr("Demo on real containers");
            switch (DemoPlayer.state) {
            case "passed": return qsTr("Passed in %1. %2").arg(DemoPlayer.took).arg(DemoPlayer.sentence) + (DemoPlayer.simulated ? " " + qsTr("(simulated)") : "");
            case "failed": return qsTr("Failed after %1: %2").arg(DemoPlayer.took).arg(DemoPlayer.sentence);
            case "cancelled": return DemoPlayer.sentence;
            default: return qsTr("%1 · %2 of %3 · %4").arg(what).arg(DemoPlayer.actsDone).arg(DemoPlayer.actCount).arg(DemoPlayer.sentence);
            }
        }
        Badge {
            objectName: "simulatedBadge"
            visible: DemoPlayer.simulated
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("simulated")
            tone: "warning"
        }
        AppButton { visible: DemoPlayer.busy; text: qsTr("Stop"); kind: "danger"; iconName: "stop"; enabled: DemoPlayer.state !== "stopping"; onClicked: DemoPlayer.stop() }
        AppButton { visible: !DemoPlayer.busy; text: qsTr("Run again"); onClicked: DemoPlayer.play(DemoPlayer.demo) }
    }
    NoticeBar {
        objectName: "pastBar"
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.mode === "past"
        iconName: "clock"
        text: bars.overlay ? qsTr("The canvas shows run %1 as it went.").arg(bars.overlay.shownRun) : ""
        AppButton { text: qsTr("Back to live"); onClicked: bars.overlay.showLive() }
    }
    ReplayBar {
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.mode === "replay"
        overlay: bars.overlay
    }
    NoticeBar {
        objectName: "observeBar"
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.mode === "observe" && !bars.ofDemo
        iconName: "observe"
        text: qsTr("Observing: events are matched and everything is worked out, nothing is touched.")
        AppButton { text: qsTr("Run for real"); enabled: !EngineClient.observeOnly; onClicked: LiveRuns.run(bars.document, "run") }
    }
    NoticeBar {
        objectName: "staleBar"
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.staleReason !== "" && bars.overlay.mode !== "past" && bars.overlay.mode !== "replay" && !bars.ofDemo
        iconName: "warning"
        tone: "warning"
        text: bars.overlay ? bars.overlay.staleReason : ""
        AppButton { text: qsTr("Deploy"); onClicked: LiveRuns.run(bars.document, bars.overlay.mode === "observe" ? "observe" : "run") }
    }
}
