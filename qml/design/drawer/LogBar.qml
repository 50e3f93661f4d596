import QtQuick
import Saltern.Studio
import Saltern.Ui

Row {
    id: bar

    required property LogModel log
    required property LogView view
    required property string node

    spacing: 8
    SearchField {
        objectName: "logSearch"
        width: Math.round(200 * Theme.scale)
        placeholderText: qsTr("Search in the log")
        onTextChanged: bar.log.search = text
    }
    AppCheckBox {
        anchors.verticalCenter: parent.verticalCenter
        visible: bar.node !== ""
        text: qsTr("Only %1").arg(bar.node)
        checked: bar.log.node !== ""
        onToggled: bar.log.node = checked ? bar.node : ""
    }
    AppCheckBox {
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Follow")
        checked: bar.view.follow
        onToggled: bar.view.follow = checked
    }
    AppButton {
        kind: "flat"
        iconName: "copy"
        text: qsTr("Copy")
        enabled: bar.log.count > 0
        onClicked: bar.view.copyAll()
    }
}
