import QtQuick
import Saltern.Ui

// Text in the studio's fonts. `tone`: "normal", "muted" or "faint".
Text {
    property string tone: "normal"
    property bool mono: false

    color: tone === "muted" ? Theme.textMuted : tone === "faint" ? Theme.textFaint : Theme.text
    font.family: mono ? Theme.monoFamily : Theme.family
    font.pixelSize: mono ? Theme.fontNormal - 1 : Theme.fontNormal
    elide: Text.ElideRight
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
