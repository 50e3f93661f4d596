import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.TextField {
    id: field

    property bool invalid: false
    property bool mono: false

    implicitHeight: Theme.controlHeight
    leftPadding: 10
    rightPadding: 10
    topPadding: 0
    bottomPadding: 0
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    placeholderTextColor: Theme.textFaint
    selectionColor: Theme.accent
    selectedTextColor: Theme.onAccent
    selectByMouse: true
    font.family: mono ? Theme.monoFamily : Theme.family
    font.pixelSize: mono ? Theme.fontNormal - 1 : Theme.fontNormal
    Accessible.name: placeholderText
    // A long text shows its beginning, not where it was written last.
    onTextChanged: if (!activeFocus) cursorPosition = 0
    onActiveFocusChanged: if (!activeFocus) cursorPosition = 0

    background: Rectangle {
        radius: Theme.radiusSmall + 1
        color: Theme.field
        border.width: field.activeFocus ? 2 : 1
        border.color: field.invalid ? Theme.danger : field.activeFocus ? Theme.accent : Theme.outline
    }
}
