import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.ToolTip {
    id: tip

    delay: 500
    padding: 6
    contentItem: Label {
        text: tip.text
        font.pixelSize: Theme.fontSmall
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    background: Rectangle {
        color: Theme.raised
        border.color: Theme.borderStrong
        radius: Theme.radiusSmall
    }
}
