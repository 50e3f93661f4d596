pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// Short news above the status bar; they go by themselves, the bad ones after longer.
Column {
    id: toasts

    spacing: 8
    width: Math.round(380 * Theme.scale)

    function show(message: string, remedy: string, tone: string): void {
        for (let i = 0; i < entries.count; ++i) {
            if (entries.get(i).message === message)
                return;
        }
        if (entries.count > 3)
            entries.remove(0);
        entries.append({ message: message, remedy: remedy, tone: tone });
    }

    ListModel { id: entries }

    Repeater {
        model: entries
        Rectangle {
            id: toast

            required property string message
            required property string remedy
            required property string tone
            required property int index

            width: toasts.width
            height: texts.implicitHeight + 24
            radius: Theme.radius
            color: Theme.panel
            border.color: tone === "danger" ? Theme.danger : tone === "good" ? Theme.good : Theme.borderStrong
            Accessible.role: Accessible.AlertMessage
            Accessible.name: message + " " + remedy

            Timer {
                running: !hover.hovered
                interval: toast.tone === "danger" ? 12000 : 5000
                onTriggered: entries.remove(toast.index)
            }
            HoverHandler { id: hover }
            AppIcon {
                x: 12
                y: 13
                name: toast.tone === "danger" ? "error" : toast.tone === "good" ? "check" : "info"
                size: Math.round(16 * Theme.scale)
                color: toast.tone === "danger" ? Theme.danger : toast.tone === "good" ? Theme.good : Theme.textMuted
            }
            Column {
                id: texts
                x: 12 + Math.round(26 * Theme.scale)
                y: 12
                width: parent.width - x - 40
                spacing: 4
                Label {
                    width: parent.width
                    text: toast.message
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Label {
                    visible: text !== ""
                    width: parent.width
                    text: toast.remedy
                    tone: "muted"
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
            }
            IconButton {
                anchors { right: parent.right; top: parent.top; margins: 6 }
                implicitWidth: 24
                implicitHeight: 24
                iconName: "close"
                tip: qsTr("Dismiss")
                onClicked: entries.remove(toast.index)
            }
        }
    }
}
