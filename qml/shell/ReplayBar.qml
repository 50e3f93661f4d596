import QtQuick
import Saltern.Studio
import Saltern.Ui

// A replay that is on the canvas: how far it is, what came of it.
NoticeBar {
    id: bar

    required property RunOverlay overlay
    readonly property bool stale: overlay !== null && overlay.staleReason !== ""

    objectName: "replayBar"
    iconName: ReplayPlayer.state === "failed" ? "error" : stale ? "warning" : "replay"
    tone: ReplayPlayer.state === "failed" ? "danger" : stale ? "warning" : "neutral"
    text: ReplayPlayer.busy ? qsTr("Replaying %1 · %2").arg(ReplayPlayer.source).arg(ReplayPlayer.sentence)
        : stale ? overlay.staleReason : qsTr("Replay of %1: %2").arg(ReplayPlayer.source).arg(ReplayPlayer.sentence)

    Badge {
        objectName: "replayBadge"
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("simulated")
        tone: "warning"
    }
    AppButton {
        objectName: "replayStop"
        visible: ReplayPlayer.busy
        kind: "danger"
        iconName: "stop"
        text: qsTr("Stop")
        onClicked: ReplayPlayer.stop()
    }
    AppButton {
        objectName: "replayAgain"
        visible: !ReplayPlayer.busy
        iconName: "replay"
        text: qsTr("Again")
        tip: qsTr("The same events through the pipeline as it is now")
        enabled: EngineClient.connected
        onClicked: ReplayPlayer.again()
    }
    AppButton {
        objectName: "replayClose"
        visible: !ReplayPlayer.busy
        text: qsTr("Back to live")
        onClicked: ReplayPlayer.close()
    }
    Rectangle {
        parent: bar
        visible: ReplayPlayer.busy
        anchors.bottom: parent.bottom
        width: Math.round(bar.width * ReplayPlayer.progress)
        height: 2
        color: Theme.accent
        Accessible.role: Accessible.ProgressBar
        Accessible.name: qsTr("Replayed %1 percent").arg(Math.round(ReplayPlayer.progress * 100))
    }
}
