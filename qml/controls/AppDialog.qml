import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Templates as T
import Saltern.Ui

// A question in front of everything, answered by its buttons, Enter or Escape.
Basic.Popup {
    id: dialog

    required property string title
    property string acceptText: qsTr("OK")
    property string rejectText: qsTr("Cancel")
    property string acceptKind: "primary"
    property bool acceptEnabled: true
    property bool closesOnAccept: true
    property Item initialFocus: null
    default property alias body: content.data
    property alias extraButtons: extra.data
    signal accepted()
    signal rejected()

    function accept(): void {
        if (!acceptEnabled)
            return;
        accepted();
        if (closesOnAccept)
            close();
    }

    // Not where it is declared: that may be an item without a size.
    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Math.round(520 * Theme.scale), (parent?.width ?? 800) - 48)
    modal: true
    focus: true
    padding: 24
    closePolicy: Basic.Popup.CloseOnEscape
    onOpened: {
        if (initialFocus)
            initialFocus.forceActiveFocus();
        else
            accepter.forceActiveFocus();
    }
    T.Overlay.modal: Rectangle { color: Qt.alpha("#000000", 0.45) }

    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius + 4
    }
    PopupName { popup: dialog; value: dialog.title }
    Column {
        width: dialog.availableWidth
        spacing: 16
        Label {
            width: parent.width
            text: dialog.title
            wrapMode: Text.Wrap
            font.pixelSize: Theme.fontLarge + 2
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
        }
        Column {
            id: content
            width: parent.width
            spacing: 12
        }
        Item {
            width: parent.width
            height: Theme.controlHeight
            Row {
                id: extra
                spacing: 8
            }
            Row {
                anchors.right: parent.right
                spacing: 8
                AppButton {
                    visible: dialog.rejectText !== ""
                    text: dialog.rejectText
                    onClicked: {
                        dialog.rejected();
                        dialog.close();
                    }
                }
                AppButton {
                    id: accepter
                    objectName: "accept"
                    text: dialog.acceptText
                    kind: dialog.acceptKind
                    enabled: dialog.acceptEnabled
                    onClicked: dialog.accept()
                }
            }
        }
    }
}
