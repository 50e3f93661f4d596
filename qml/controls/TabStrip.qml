pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// Words in a row, one underlined. `model`: a list of {value, text, badge}.
Row {
    id: strip

    required property var model
    property var value
    signal chosen(var value)

    spacing: 18
    Accessible.role: Accessible.PageTabList

    Repeater {
        model: strip.model
        Basic.TabButton {
            id: tab

            required property var modelData

            height: strip.height > 0 ? strip.height : Theme.controlHeight
            width: implicitWidth
            padding: 0
            checked: strip.value === modelData.value
            focusPolicy: Qt.StrongFocus
            Accessible.name: modelData.text
            onClicked: strip.chosen(modelData.value)
            Keys.onReturnPressed: strip.chosen(modelData.value)
            contentItem: Row {
                spacing: 6
                Label {
                    height: tab.height
                    text: tab.modelData.text
                    color: tab.checked ? Theme.text : Theme.textMuted
                    font.weight: tab.checked ? Font.DemiBold : Font.Normal
                }
                Badge {
                    visible: text !== "" && text !== "0"
                    anchors.verticalCenter: parent.verticalCenter
                    implicitHeight: Math.round(16 * Theme.scale)
                    implicitWidth: Math.round(Math.max(18, 10 + 6 * text.length) * Theme.scale)
                    text: String(tab.modelData.badge ?? "")
                    tone: tab.modelData.tone ?? "danger"
                }
            }
            background: Item {
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: 2
                    color: tab.checked ? Theme.accent : tab.hovered ? Theme.borderStrong : "transparent"
                }
                FocusRing { control: tab; visible: tab.visualFocus }
            }
        }
    }
}
