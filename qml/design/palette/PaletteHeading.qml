import QtQuick
import Saltern.Ui

// The name of a category in its colour.
Item {
    id: heading

    required property string section // the category
    readonly property string title: section === "trigger" ? qsTr("Triggers") : section === "logic" ? qsTr("Logic")
                                  : section === "function" ? qsTr("Functions") : qsTr("Actions")

    width: ListView.view?.width ?? 0
    height: Math.round(34 * Theme.scale)
    Accessible.role: Accessible.Heading
    Accessible.name: title
    Label {
        anchors { left: parent.left; leftMargin: 14; bottom: parent.bottom; bottomMargin: 6 }
        text: heading.title.toUpperCase()
        color: Theme.category(heading.section)
        font.pixelSize: Theme.fontSmall
        font.weight: Font.DemiBold
        font.letterSpacing: 0.6
    }
}
