import QtQml

QtObject {
    required property string kind
    required property string category
    required property string title
    required property string summary
}
