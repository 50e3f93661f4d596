import QtQuick
import Saltern.Ui

// A small rounded word. `tone`: "neutral", "good", "warning" or "danger".
Rectangle {
    id: badge

    required property string text
    property string tone: "neutral"
    property bool mono: false

    implicitWidth: label.implicitWidth + 16
    implicitHeight: Math.round(20 * Theme.scale)
    radius: height / 2
    color: tone === "good" ? Theme.goodSurface : tone === "warning" ? Theme.warningSurface
         : tone === "danger" ? Theme.dangerSurface : Theme.hover

    Label {
        id: label
        anchors.centerIn: parent
        text: badge.text
        mono: badge.mono
        font.pixelSize: Theme.fontSmall
        color: badge.tone === "good" ? Theme.good : badge.tone === "warning" ? Theme.warning
             : badge.tone === "danger" ? Theme.danger : Theme.textMuted
    }
}
