import QtQuick
import Saltern.Ui

// What a setting is called, and what can be done with it as a whole.
Item {
    id: label

    required property var setting // a ParameterRow
    signal expressionToggled(bool on)
    signal fieldWanted()
    readonly property bool isMapEntry: setting.isEntry && isNaN(Number(setting.name))

    implicitHeight: setting.isContainer || setting.isEntry ? Math.round(24 * Theme.scale) : Math.round(16 * Theme.scale)

    Label {
        id: title
        visible: !label.isMapEntry
        anchors { left: parent.left; verticalCenter: parent.verticalCenter }
        width: Math.min(implicitWidth, parent.width - tools.width - mixed.width - 8)
        text: (label.setting.isEntry ? qsTr("%1 %2").arg(label.setting.title).arg(Number(label.setting.name) + 1) : label.setting.title)
              + (label.setting.required ? " *" : "")
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
        HoverHandler { id: hover }
        TapHandler { onTapped: label.fieldWanted() }
        AppToolTip {
            visible: hover.hovered && label.setting.help !== ""
            text: label.setting.help
            width: Math.min(implicitWidth, 320)
        }
    }
    Badge {
        id: mixed
        visible: label.setting.isMixed
        width: visible ? implicitWidth : 0
        anchors { left: title.right; leftMargin: 6; verticalCenter: parent.verticalCenter }
        implicitHeight: 16
        text: qsTr("mixed")
        tone: "warning"
    }
    AppTextField {
        visible: label.isMapEntry
        objectName: "entryKey"
        anchors { left: parent.left; right: tools.left; rightMargin: 4; verticalCenter: parent.verticalCenter }
        height: parent.height
        mono: true
        text: label.setting.name
        Accessible.name: qsTr("Name")
        onEditingFinished: label.setting.form.renameEntry(label.setting.rowInForm(), text)
    }
    Loader {
        id: kindMenu
        active: label.setting.kinds.length > 0
        source: "KindMenu.qml"
    }
    Binding {
        target: kindMenu.item
        property: "kinds"
        value: label.setting.kinds
    }
    Connections {
        target: kindMenu.item
        function onChosen(kind: string) { label.setting.form.addEntry(label.setting.rowInForm(), kind); }
    }
    Row {
        id: tools
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: 2
        SmallButton {
            objectName: "expressionToggle"
            visible: label.setting.canBeExpression
            text: "ƒx"
            chosen: label.setting.isExpression
            tip: label.setting.isExpression ? qsTr("Back to a plain value") : qsTr("Use an expression (type = in the empty field)")
            onClicked: label.expressionToggled(!label.setting.isExpression)
        }
        SmallButton {
            objectName: "reset"
            visible: label.setting.hasValue && !label.setting.required && !label.setting.isEntry
            iconName: "undo"
            tip: label.setting.defaultText !== "" ? qsTr("Back to the default, %1").arg(label.setting.defaultText) : qsTr("Take this setting out")
            onClicked: {
                label.setting.wantsExpression = false;
                label.setting.form.reset(label.setting.rowInForm());
            }
        }
        SmallButton {
            objectName: "moveUp"
            visible: label.setting.isEntry && !label.isMapEntry
            iconName: "chevron-up"
            tip: qsTr("Move up")
            onClicked: label.setting.form.moveEntry(label.setting.rowInForm(), -1)
        }
        SmallButton {
            objectName: "moveDown"
            visible: label.setting.isEntry && !label.isMapEntry
            iconName: "chevron-down"
            tip: qsTr("Move down")
            onClicked: label.setting.form.moveEntry(label.setting.rowInForm(), 1)
        }
        SmallButton {
            objectName: "removeEntry"
            visible: label.setting.isEntry
            iconName: "trash"
            tip: qsTr("Remove")
            onClicked: label.setting.form.removeEntry(label.setting.rowInForm())
        }
        SmallButton {
            objectName: "addEntry"
            visible: label.setting.type === "list" || label.setting.type === "map"
            iconName: "plus"
            tip: qsTr("Add to %1").arg(label.setting.title)
            onClicked: {
                if (label.setting.kinds.length > 0)
                    (kindMenu.item as KindMenu).popup(this, 0, height);
                else
                    label.setting.form.addEntry(label.setting.rowInForm(), label.setting.type === "map" ? newKey() : "");
            }
            function newKey(): string {
                const taken = Object.keys(label.setting.written ?? {});
                let key = qsTr("NAME");
                for (let i = 2; taken.indexOf(key) >= 0; ++i)
                    key = qsTr("NAME") + "_" + i;
                return key;
            }
        }
    }
}
