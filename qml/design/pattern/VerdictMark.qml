import QtQuick
import Saltern.Ui

// What a clause made of the sample: a round tick, or a square cross. Nothing when it is not known.
Rectangle {
    property string verdict: ""
    readonly property bool fits: verdict === "fits"

    width: Math.round(14 * Theme.scale)
    height: width
    radius: fits ? width / 2 : 2
    visible: verdict !== ""
    color: fits ? Theme.goodSurface : Theme.dangerSurface
    border.color: fits ? Theme.good : Theme.danger
    Accessible.role: Accessible.StaticText
    Accessible.name: fits ? qsTr("fits") : qsTr("does not fit")

    AppIcon {
        anchors.centerIn: parent
        name: parent.fits ? "check" : "close"
        size: parent.width - 4
        color: parent.fits ? Theme.good : Theme.danger
    }
}
