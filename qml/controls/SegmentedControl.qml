pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// One of a few choices, side by side. `model`: a list of {value, text, tip}.
Rectangle {
    id: control

    required property var model
    property var value
    property string name: ""
    signal chosen(var value)

    implicitWidth: row.implicitWidth + 2
    implicitHeight: Theme.controlHeight
    radius: Theme.radiusSmall + 1
    color: Theme.field
    Accessible.role: Accessible.Grouping
    Accessible.name: name
    border.color: Theme.outline

    Row {
        id: row
        anchors.fill: parent
        anchors.margins: 1
        Repeater {
            model: control.model
            Basic.Button {
                id: segment

                required property var modelData
                required property int index

                width: Math.max(implicitWidth, row.width / control.model.length)
                height: row.height
                padding: 0
                leftPadding: 12
                rightPadding: 12
                checkable: true
                checked: control.value === modelData.value
                Accessible.name: modelData.text
                Accessible.role: Accessible.RadioButton
                onClicked: {
                    checked = Qt.binding(() => control.value === segment.modelData.value);
                    control.chosen(modelData.value);
                }
                contentItem: Label {
                    text: segment.modelData.text
                    horizontalAlignment: Text.AlignHCenter
                    color: segment.checked ? Theme.text : Theme.textMuted
                    font.weight: segment.checked ? Font.Medium : Font.Normal
                }
                background: Rectangle {
                    radius: Theme.radiusSmall
                    color: segment.checked ? Theme.chosen : segment.hovered ? Theme.hover : "transparent"
                    FocusRing { control: segment; visible: segment.visualFocus }
                }
                AppToolTip {
                    visible: segment.hovered && text !== ""
                    text: segment.modelData.tip ?? ""
                }
            }
        }
    }
}
