import QtQuick
import Saltern.Studio
import Saltern.Ui

// A demo or a replay that is on the canvas: how far it is, what came of it. It is stopped where
// everything is: by Stop in the top bar.
NoticeBar {
    id: bar

    required property RunOverlay overlay
    readonly property Player player: overlay?.player ?? null
    readonly property string playState: player?.state ?? ""
    readonly property bool busy: player?.busy ?? false
    readonly property bool stale: !busy && overlay !== null && overlay.staleReason !== ""

    objectName: "playBar"
    iconName: playState === "failed" ? "error" : stale ? "warning" : playState === "passed" ? "check"
            : player?.kind === "replay" ? "replay" : playState === "stopped" ? "stop" : "play"
    tone: playState === "failed" ? "danger" : stale ? "warning" : playState === "passed" ? "good" : "neutral"
    text: stale ? overlay.staleReason : player?.line ?? ""

    PlayBadges {
        anchors.verticalCenter: parent.verticalCenter
        player: bar.player
    }
    AppButton {
        objectName: "playAgain"
        visible: !bar.busy
        iconName: "replay"
        text: bar.player?.kind === "replay" ? qsTr("Again") : qsTr("Run again")
        tip: bar.player?.kind === "replay" ? qsTr("The same events through the pipeline as it is now") : ""
        enabled: EngineClient.connected && !DemoPlayer.busy
        onClicked: bar.player.again()
    }
    AppButton {
        objectName: "playClose"
        visible: !bar.busy
        text: qsTr("Back to live")
        tip: qsTr("Show what really runs")
        onClicked: bar.player.close()
    }
    Rectangle {
        parent: bar
        visible: bar.busy
        anchors.bottom: parent.bottom
        width: Math.round(bar.width * (bar.player?.progress ?? 0))
        height: 2
        color: Theme.accent
        Accessible.role: Accessible.ProgressBar
        Accessible.name: qsTr("Played %1 percent").arg(Math.round((bar.player?.progress ?? 0) * 100))
    }
}
