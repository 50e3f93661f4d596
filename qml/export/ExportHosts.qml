import QtQuick
import Saltern.Ui

// Whose hosts the export is made for, and which of them have nothing of the other system beside them.
Column {
    id: hosts

    required property ExportModel model

    visible: model.hostsText !== ""
    leftPadding: 8
    spacing: 2

    Label {
        objectName: "hostsTitle"
        width: hosts.width - 14
        elide: Text.ElideMiddle
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
        text: hosts.model.hostsTitle
    }
    Label {
        objectName: "hostsText"
        width: hosts.width - 14
        wrapMode: Text.Wrap
        text: hosts.model.hostsText
    }
    Item { visible: minions.visible; width: 1; height: 4 }
    AppCheckBox {
        id: minions
        objectName: "allMinions"
        visible: hosts.model.mayLackMinions
        text: qsTr("Each host has a minion")
        checked: hosts.model.allMinions
        onToggled: hosts.model.allMinions = checked
    }
}
