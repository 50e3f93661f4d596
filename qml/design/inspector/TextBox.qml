import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// Several lines of prose.
Basic.TextArea {
    id: box

    property bool invalid: false
    property bool mono: false

    implicitHeight: Math.max(contentHeight + topPadding + bottomPadding, 3 * Theme.controlHeight)
    leftPadding: 10
    rightPadding: 10
    topPadding: 8
    bottomPadding: 8
    color: Theme.text
    placeholderTextColor: Theme.textFaint
    selectionColor: Theme.accent
    selectedTextColor: Theme.onAccent
    selectByMouse: true
    textFormat: TextEdit.PlainText
    wrapMode: TextEdit.Wrap
    font.family: mono ? Theme.monoFamily : Theme.family
    font.pixelSize: mono ? Theme.fontNormal - 1 : Theme.fontNormal
    KeyNavigation.priority: KeyNavigation.BeforeItem
    Keys.onTabPressed: event => nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
    Keys.onBacktabPressed: event => nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)

    background: Rectangle {
        radius: Theme.radiusSmall + 1
        color: Theme.field
        border.width: box.activeFocus ? 2 : 1
        border.color: box.invalid ? Theme.danger : box.activeFocus ? Theme.accent : Theme.outline
    }
}
