import QtQuick
import Saltern.Studio
import Saltern.Ui

// Says that what is shown is not what really runs.
Row {
    id: badges

    required property Player player

    visible: player !== null
    spacing: 8
    Badge {
        objectName: "playBadge"
        anchors.verticalCenter: parent.verticalCenter
        text: badges.player?.kind === "demo" ? qsTr("demo") : qsTr("replay")
    }
    Badge {
        objectName: "simulatedBadge"
        visible: badges.player?.simulated ?? false
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("simulated")
        tone: "warning"
    }
}
